using IopPlatform.Clinical.Instruments;
using IopPlatform.Instruments;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Outcomes.Features.Trajectories;

public sealed record TrajectoryDetails(Guid PatientId, IReadOnlyList<InstrumentTrajectory> Instruments);

/// <param name="Baseline">The score at the newest admission, or else the first one; missing while nothing was scored.</param>
/// <param name="Points">Oldest first.</param>
public sealed record InstrumentTrajectory(
    string InstrumentId, TrajectoryPoint? Baseline, IReadOnlyList<TrajectoryPoint> Points);

/// <param name="Value">Missing when the response cannot be scored.</param>
public sealed record TrajectoryPoint(Guid ResponseId, DateTimeOffset AnsweredAt, int? Value, string? Band)
{
    /// <summary>Against the baseline; missing for the baseline itself and for what came before it.</summary>
    public TrajectoryChange? Change { get; init; }
}

/// <param name="Verdict">improved, no-reliable-change, deteriorated or not-comparable.</param>
/// <param name="Improvement">Points; negative for a change to the worse.</param>
/// <param name="ReliableAt">Points from which a change is reliable.</param>
public sealed record TrajectoryChange(
    string Verdict, int Improvement, int? ReliableAt, bool? Meaningful, bool? Response, bool? InRemission, string Explanation);

/// <summary>GET /api/outcomes/patients/{id}/trajectory: every score of a patient, and what changed since admission.</summary>
public static class GetTrajectory
{
    private const int PointsMax = 500;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/patients/{id:guid}/trajectory", HandleAsync)
        .WithName(nameof(GetTrajectory)).WithTags("Trajectories")
        .WithSummary("A patient's scores over time with the change since admission; patients see their own.")
        .RequireRoles(Roles.Therapist, Roles.MedicalDirector, Roles.Patient)
        .Audited("trajectory.read")
        .ReadsChart("trajectory")
        .Produces<TrajectoryDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, string? instrumentId, TenantDatabase db, InstrumentCatalogs instruments, ChartReads reads, CancellationToken cancellationToken)
    {
        var known = await db.QuerySingleAsync<bool>(
            """
            select exists (select from referral_steps where patient_id = $1)
                or exists (select from scores where patient_id = $1)
            """,
            [id],
            cancellationToken);
        if (!known)
            return Problems.NotFound("patient");

        await reads.RecordAsync(id, "trajectory", cancellationToken);
        var scores = await ScoresAsync(db, id, instrumentId, cancellationToken);
        var baselines = await BaselinesAsync(db, id, cancellationToken);
        return TypedResults.Ok(new TrajectoryDetails(
            id,
            [.. scores.GroupBy(score => score.InstrumentId).Select(group => Trajectory(
                group.Key,
                instruments.Of(db.Caller.OrganizationId).FindStored(group.Key),
                [.. group.Select(score => score.Point)],
                baselines.FirstOrDefault(baseline => baseline.InstrumentId == group.Key)?.Point))]));
    }

    /// <param name="pack">Null when the organization has none of this id (any more): then nothing is compared.</param>
    /// <param name="points">Oldest first.</param>
    public static InstrumentTrajectory Trajectory(
        string instrumentId, InstrumentPack? pack, IReadOnlyList<TrajectoryPoint> points, TrajectoryPoint? atAdmission)
    {
        var baseline = atAdmission is { Value: not null }
            ? atAdmission
            : points.FirstOrDefault(point => point.Value is not null);
        return new InstrumentTrajectory(
            instrumentId, baseline, [.. points.Select(point => point with { Change = Change(pack, baseline, point) })]);
    }

    private static TrajectoryChange? Change(InstrumentPack? pack, TrajectoryPoint? baseline, TrajectoryPoint point)
    {
        if (pack is null || baseline is not { Value: { } before } || point is not { Value: { } current }
            || point.ResponseId == baseline.ResponseId || point.AnsweredAt < baseline.AnsweredAt)
            return null;

        var change = ChangeOverTime.Compare(pack, before, current);
        return new TrajectoryChange(
            change.Verdict.ToCode(), change.Improvement, change.ReliableAt, change.Meaningful, change.Response, change.InRemission,
            change.Explanation);
    }

    private static async Task<IReadOnlyList<ScoreRow>> ScoresAsync(
        TenantDatabase db, Guid patientId, string? instrumentId, CancellationToken cancellationToken)
    {
        var newest = await db.QueryAsync<ScoreRow>(
            """
            select instrument_id, response_id, answered_at, value, band from scores
            where patient_id = $1 and ($2::text is null or instrument_id = $2)
            order by answered_at desc, response_id desc limit $3
            """,
            [patientId, instrumentId, PointsMax],
            cancellationToken);
        return [.. newest.Reverse()];
    }

    /// <summary>The baselines of the newest episode come first.</summary>
    private static Task<IReadOnlyList<ScoreRow>> BaselinesAsync(
        TenantDatabase db, Guid patientId, CancellationToken cancellationToken) =>
        db.QueryAsync<ScoreRow>(
            """
            select b.instrument_id, b.response_id, b.answered_at, b.value, b.band
            from baselines b join episodes e on e.organization_id = b.organization_id and e.id = b.episode_id
            where b.patient_id = $1 order by e.admitted_on desc, e.id desc
            """,
            [patientId],
            cancellationToken);

    private sealed record ScoreRow(string InstrumentId, Guid ResponseId, DateTimeOffset AnsweredAt, int? Value, string? Band)
    {
        public TrajectoryPoint Point => new(ResponseId, AnsweredAt, Value, Band);
    }
}
