using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Instruments;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Responses;

/// <param name="Value">Null when the answers give no score, and for an instrument without a total: read its scales.</param>
/// <param name="SafetyLevel">One of none, low, moderate, high, indeterminate.</param>
/// <param name="Findings">Everything else that the answers say; null when the pack of that version is gone from the folder.</param>
/// <param name="Change">Against the baseline; null without one or without a rule for change.</param>
public sealed record ResponseDetails(
    Guid Id,
    Guid PatientId,
    string InstrumentId,
    string InstrumentVersion,
    IReadOnlyDictionary<string, int?> Answers,
    int? Value,
    string Band,
    string? UnscorableReason,
    string SafetyLevel,
    IReadOnlyList<KeptFinding> SafetyFindings,
    DateTimeOffset AnsweredAt,
    ResponseFindings? Findings,
    ResponseChange? Change);

/// <param name="Verdict">One of improved, no-reliable-change, deteriorated.</param>
/// <param name="Improvement">Points; negative for a change to the worse.</param>
/// <param name="ReliableAt">Points from which a change is reliable.</param>
public sealed record ResponseChange(
    string Verdict,
    int Baseline,
    int Current,
    int Improvement,
    int? ReliableAt,
    bool? Meaningful,
    bool? Response,
    bool? InRemission,
    string Explanation);

/// <summary>One answer sheet with its score, safety findings and change.</summary>
public static class GetResponse
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/responses/{id:guid}", HandleAsync)
        .WithName(nameof(GetResponse))
        .WithTags("Responses")
        .WithSummary("Shows an answer sheet with its score and the change against the baseline.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.Patient)
        .Audited("response.get")
        .ReadsChart("responses")
        .OpensInEmergency()
        .Produces<ResponseDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, InstrumentCatalogs instruments, ChartReads reads, CancellationToken cancellationToken)
    {
        // The baseline is that of the episode; before an episode it is the patient's first score of the instrument.
        var row = await db.QuerySingleAsync<Row>(
            """
            select r.id, r.patient_id, r.instrument_id, r.instrument_version, r.answers, r.value, r.band,
                   r.unscorable_reason, r.safety_level, r.safety_findings, r.answered_at, p.sex_at_birth, p.birth_date,
                   (r.answered_at at time zone s.time_zone)::date as answered_on,
                   e.baseline::text as baseline,
                   (select f.value from responses f
                    where f.organization_id = r.organization_id and f.patient_id = r.patient_id and f.instrument_id = r.instrument_id
                      and f.value is not null and (f.answered_at, f.id) < (r.answered_at, r.id)
                    order by f.answered_at, f.id limit 1) as first_value
            from responses r
            join patients p on p.organization_id = r.organization_id and p.id = r.patient_id
            join sites s on s.organization_id = r.organization_id and s.id = r.site_id
            left join episodes e on e.organization_id = r.organization_id and e.id = r.episode_id
            where r.id = $1
            """,
            [id],
            cancellationToken);
        if (row is null) return Problems.NotFound("response");

        await reads.RecordAsync(row.PatientId, "responses", cancellationToken);
        var catalog = instruments.Of(db.Caller.OrganizationId);
        var answers = row.Answers.Read<Dictionary<string, int?>>(IntakeFields.Answers, id);
        return TypedResults.Ok(new ResponseDetails(
            row.Id, row.PatientId, row.InstrumentId, row.InstrumentVersion, answers, row.Value, row.Band, row.UnscorableReason, row.SafetyLevel,
            row.SafetyFindings.Read<KeptFinding[]>(IntakeFields.SafetyFindings, id), row.AnsweredAt, Findings(row, answers, catalog), Change(row, catalog)));
    }

    private static ResponseFindings? Findings(Row row, IReadOnlyDictionary<string, int?> answers, InstrumentCatalog catalog) =>
        catalog.Find(row.InstrumentId, row.InstrumentVersion) is { } pack
            ? ResponseFindings.Of(pack, answers, Respondents.Of(row.SexAtBirth, row.BirthDate, row.AnsweredOn))
            : null;

    private static ResponseChange? Change(Row row, InstrumentCatalog catalog)
    {
        var baseline = row.Baseline is null
            ? row.FirstValue
            : Json.Read<BaselineScore[]>(row.Baseline).FirstOrDefault(score => score.InstrumentId == row.InstrumentId)?.Value
                ?? row.FirstValue;
        if (baseline is not { } before || row.Value is not { } now || catalog.FindStored(row.InstrumentId) is not { } pack)
            return null;

        var change = ChangeOverTime.Compare(pack, before, now);
        return change.Verdict == ChangeVerdict.NotComparable
            ? null
            : new ResponseChange(
                change.Verdict.ToCode(), change.Baseline, change.Current, change.Improvement, change.ReliableAt, change.Meaningful,
                change.Response, change.InRemission, change.Explanation);
    }

    private sealed record Row(
        Guid Id,
        Guid PatientId,
        string InstrumentId,
        string InstrumentVersion,
        SealedText Answers,
        int? Value,
        string Band,
        string? UnscorableReason,
        string SafetyLevel,
        SealedText SafetyFindings,
        DateTimeOffset AnsweredAt,
        string? SexAtBirth,
        DateOnly BirthDate,
        DateOnly AnsweredOn,
        string? Baseline,
        int? FirstValue);
}
