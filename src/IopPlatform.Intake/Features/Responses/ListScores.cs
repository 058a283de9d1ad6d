using IopPlatform.Instruments;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Responses;

public sealed record ScoreListed(
    Guid ResponseId, Guid? EpisodeId, string InstrumentId, int? Value, string Band, string SafetyLevel, DateTimeOffset AnsweredAt);

/// <summary>A patient's scores of all instruments, the newest first.</summary>
public static class ListScores
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/patients/{id:guid}/scores", HandleAsync)
        .WithName(nameof(ListScores))
        .WithTags("Responses")
        .WithSummary("Lists a patient's scores, the newest first.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.Patient)
        .Audited("score.list")
        .ReadsChart("scores")
        .OpensInEmergency()
        .Produces<Page<ScoreListed>>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, string? instrumentId, string? cursor, int? limit, TenantDatabase db, InstrumentCatalogs instruments,
        ChartReads reads, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TimeCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");
        if (await PatientAtSite.FindAsync(db, id, time.GetUtcNow(), cancellationToken) is null) return Problems.NotFound("patient");

        await reads.RecordAsync(id, "scores", cancellationToken);
        // Of an instrument that is not used any more there may be scores still, by the very id that they have.
        var instrument = instrumentId is null ? null : instruments.Of(db.Caller.OrganizationId).FindStored(instrumentId)?.Id ?? instrumentId;
        var size = Cursor.Limit(limit);
        var rows = await db.QueryAsync<ScoreListed>(
            """
            select id as response_id, episode_id, instrument_id, value, band, safety_level, answered_at from responses
            where patient_id = $1 and ($2::text is null or instrument_id = $2)
              and ($3::timestamptz is null or (answered_at, id) < ($3, $4::uuid))
            order by answered_at desc, id desc limit $5
            """,
            [id, instrument, after?.At, after?.Id, size + 1],
            cancellationToken);
        return TypedResults.Ok(Cursor.Cut(rows, size, row => TimeCursor.Of(row.AnsweredAt, row.ResponseId)));
    }
}
