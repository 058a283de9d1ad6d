using System.Security.Cryptography;
using System.Text;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Intake.Features.Disclosures;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Disclosures;

namespace IopPlatform.Intake.Features.Referrals;

/// <param name="Status">One of received, assessed, determined, admitted, closed.</param>
/// <param name="Blockers">What stands in the way of admission; empty for the partner that sent the referral.</param>
/// <param name="DisclosureId">The line in the log of disclosures, when a partner system is told how far the referral has come.</param>
/// <param name="Notice">What goes along with a record under 42 CFR Part 2 (2.32).</param>
public sealed record ReferralDetails(
    Guid Id,
    Guid PatientId,
    Guid SiteId,
    string Status,
    string Urgency,
    ReferralSource Source,
    string? Reason,
    DateOnly? DischargedFromHospitalOn,
    IReadOnlyList<string> Diagnoses,
    DateTimeOffset ReceivedAt,
    string? DeterminedLevelOfCare,
    Guid? EpisodeId,
    string? CloseReason,
    string? ReferredTo,
    IReadOnlyList<Blocker> Blockers,
    long Version,
    Guid? DisclosureId = null,
    string? Notice = null)
{
    public static ReferralDetails Of(ReferralFacts facts) => new(
        facts.Id, facts.PatientId, facts.SiteId, facts.Status, facts.Urgency, new ReferralSource(facts.SourceKind, facts.SourceName),
        facts.Reason?.Open(IntakeFields.ReferralReason, facts.Id), facts.DischargedFromHospitalOn, facts.Diagnoses, facts.ReceivedAt, facts.DeterminedLevel, facts.EpisodeId,
        facts.CloseReason?.Open(IntakeFields.ReferralCloseReason, facts.Id), facts.ReferredTo?.Open(IntakeFields.ReferredTo, facts.Id),
        facts.Status is "admitted" or "closed" ? [] : Blocker.Of(facts), facts.Version);

    /// <summary>
    /// A sender learns nothing that was found out after its referral. How far it has come, beyond received and closed, tells
    /// that the patient is in treatment here: only with a permission, and so that the version does not tell it either.
    /// </summary>
    public static ReferralDetails ForSender(ReferralFacts facts, DisclosureAnswer? answer) => Of(facts) with
    {
        Status = answer is { Permitted: true } ? facts.Status : SenderKnows(facts.Status) ? facts.Status : "received",
        DeterminedLevelOfCare = null,
        EpisodeId = null,
        CloseReason = null,
        ReferredTo = null,
        Blockers = [],
        Version = answer is { Permitted: true } ? facts.Version : facts.Status == "closed" ? 2 : 1,
        DisclosureId = answer is { Permitted: true } ? answer.DisclosureId : null,
        Notice = answer?.Notice,
    };

    /// <summary>What the sender of a referral may know without a disclosure.</summary>
    public static bool SenderKnows(string status) => status is "received" or "closed";
}

/// <summary>A referral and what stands in the way of admission.</summary>
public static class GetReferral
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/referrals/{id:guid}", HandleAsync)
        .WithName(nameof(GetReferral))
        .WithTags("Referrals")
        .WithSummary("Shows a referral with its blockers. A partner system sees the referrals it has sent.")
        .RequireRoles(
            Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.SiteManager, Roles.Partner)
        .Audited("referral.get")
        .ReadsChart("referral")
        .Produces<ReferralDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, TimeProvider time, HttpResponse response, CancellationToken cancellationToken)
    {
        var isSender = db.Caller.Is(Roles.Partner);
        if (await ReferralFacts.FindAsync(db, id, time.GetUtcNow(), cancellationToken) is not { } facts
            || (isSender && facts.SentBy != db.Caller.Subject))
        {
            return Problems.NotFound("referral");
        }

        await reads.RecordAsync(facts.PatientId, "referral", cancellationToken);
        var details = isSender
            ? ReferralDetails.ForSender(facts, await DiscloseAsync(db, facts, cancellationToken))
            : ReferralDetails.Of(facts);
        response.SetEntityTag(details.Version);
        return TypedResults.Ok(details);
    }

    /// <summary>
    /// The same state told to the same sender on the same day is one disclosure, however often a partner system asks. Null when
    /// there is nothing to disclose.
    /// </summary>
    private static async Task<DisclosureAnswer?> DiscloseAsync(
        TenantDatabase db, ReferralFacts facts, CancellationToken cancellationToken)
    {
        if (ReferralDetails.SenderKnows(facts.Status)) return null;
        var partner = db.Caller.Subject;
        var request = SHA256.HashData(Encoding.UTF8.GetBytes($"referral/{facts.Id}/{facts.Version}/{partner}/{facts.Today:O}"));
        return await DisclosureLog.DecideAsync(
            db,
            new DisclosureAsked(
                new Guid(request.AsSpan(0, 16)), facts.PatientId,
                new AskedRecipient(DisclosureCodes.Entity, partner, partner, null, []),
                [DisclosureCodes.ReferralStatus], DisclosureCodes.Treatment, "intake", "api", partner),
            cancellationToken);
    }
}
