using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Referrals;

/// <param name="Status">One of received, assessed, determined, admitted, closed.</param>
/// <param name="Blockers">What stands in the way of admission; empty for the partner that sent the referral.</param>
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
    long Version)
{
    public static ReferralDetails Of(ReferralFacts facts) => new(
        facts.Id, facts.PatientId, facts.SiteId, facts.Status, facts.Urgency, new ReferralSource(facts.SourceKind, facts.SourceName),
        facts.Reason?.Open(IntakeFields.ReferralReason, facts.Id), facts.DischargedFromHospitalOn, facts.Diagnoses, facts.ReceivedAt, facts.DeterminedLevel, facts.EpisodeId,
        facts.CloseReason?.Open(IntakeFields.ReferralCloseReason, facts.Id), facts.ReferredTo?.Open(IntakeFields.ReferredTo, facts.Id),
        facts.Status is "admitted" or "closed" ? [] : Blocker.Of(facts), facts.Version);

    /// <summary>A sender learns how far its referral has come, but nothing that was found out after it.</summary>
    public static ReferralDetails ForSender(ReferralFacts facts) => Of(facts) with
    {
        DeterminedLevelOfCare = null,
        EpisodeId = null,
        CloseReason = null,
        ReferredTo = null,
        Blockers = [],
    };
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
        response.SetEntityTag(facts.Version);
        return TypedResults.Ok(isSender ? ReferralDetails.ForSender(facts) : ReferralDetails.Of(facts));
    }
}
