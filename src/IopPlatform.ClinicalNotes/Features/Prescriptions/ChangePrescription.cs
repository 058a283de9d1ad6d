using FluentValidation;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Features.Prescriptions;

/// <param name="DaysPerWeek">1 to 7.</param>
/// <param name="Modalities">Each kind of session once, with its clinical minutes a week; their sum is the weekly dose.</param>
public sealed record ChangePrescriptionRequest(
    DateOnly EffectiveFrom, int DaysPerWeek, IReadOnlyList<ModalityMinutes> Modalities);

public static class ChangePrescription
{
    private const int WeeklyMinutesMax = 40 * 60;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/episodes/{episodeId:guid}/prescription", HandleAsync)
        .WithName(nameof(ChangePrescription))
        .WithTags("Prescriptions")
        .WithSummary("Orders an episode's hours. The first order needs no If-Match, each later one does.")
        .RequireRoles(Roles.Clinicians)
        .Audited("prescription.change")
        .Validated(new Validator())
        .Produces<PrescriptionDetails>()
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid episodeId, ChangePrescriptionRequest request, HttpContext http, TenantDatabase db,
        CancellationToken cancellationToken)
    {
        if (await db.FindChartAsync(episodeId, cancellationToken) is not { } chart) return Problems.NotFound("episode");
        if (chart.ClosedProblem() is { } closed) return closed;
        var former = await db.FindPrescriptionAsync(episodeId, cancellationToken);
        if (former is not null || http.Request.Headers.IfMatch.Count > 0)
        {
            if (!http.Request.TryGetSeenVersion(out var seen, out var unreadable)) return unreadable!;
            if (seen != (former?.Version ?? 0)) return EntityTag.Stale();
        }

        var write = db.Write();
        var details = new PrescriptionDetails(
            episodeId, request.EffectiveFrom, request.DaysPerWeek, request.Modalities.Sum(item => item.WeeklyMinutes),
            request.Modalities, write.Caller.Clinician(), write.Now, (former?.Version ?? 0) + 1);
        write
            .Add(
                """
                insert into prescriptions (organization_id, episode_id, version, site_id, patient_id, effective_from,
                    days_per_week, weekly_minutes, modalities, prescribed_by, prescribed_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                """,
                write.Caller.OrganizationId, episodeId, details.Version, chart.SiteId, chart.PatientId, details.EffectiveFrom,
                details.DaysPerWeek, details.WeeklyMinutes, new Json(details.Modalities), details.PrescribedBy, write.Now)
            .Audit("prescription", episodeId, chart.PatientId)
            .Publish(ToEvent(write, chart, details));
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "prescription_version")
        {
            return EntityTag.Stale();
        }

        http.Response.SetEntityTag(details.Version);
        return TypedResults.Ok(details);
    }

    private static PrescriptionChanged ToEvent(WriteBatch write, Chart chart, PrescriptionDetails details) => new()
    {
        OrganizationId = write.Caller.OrganizationId,
        Version = details.Version,
        OccurredAt = write.Now,
        EpisodeId = chart.EpisodeId,
        PatientId = chart.PatientId,
        SiteId = chart.SiteId,
        EffectiveFrom = details.EffectiveFrom,
        WeeklyMinutes = details.WeeklyMinutes,
        DaysPerWeek = details.DaysPerWeek,
        Modalities = details.Modalities,
    };

    private sealed class Validator : AbstractValidator<ChangePrescriptionRequest>
    {
        public Validator()
        {
            RuleFor(order => order.EffectiveFrom).NotEmpty();
            RuleFor(order => order.DaysPerWeek).InclusiveBetween(1, 7);
            RuleFor(order => order.Modalities).NotEmpty();
            RuleForEach(order => order.Modalities).NotNull().ChildRules(item =>
            {
                item.RuleFor(minutes => minutes.Modality).Must(Codes.Modalities.Contains)
                    .WithMessage(Codes.OneOf(Codes.Modalities));
                item.RuleFor(minutes => minutes.WeeklyMinutes).InclusiveBetween(1, WeeklyMinutesMax);
            });
            RuleFor(order => order.Modalities)
                .Must(items => items.DistinctBy(item => item.Modality).Count() == items.Count)
                .WithMessage("Each modality stands once.")
                .Must(items => items.Sum(item => (long)item.WeeklyMinutes) <= WeeklyMinutesMax)
                .WithMessage($"Together at most {WeeklyMinutesMax} minutes a week.")
                .When(order => order.Modalities is not null && order.Modalities.All(item => item is not null));
        }
    }
}
