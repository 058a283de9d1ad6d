using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Features.Plans;

/// <summary>What a plan says, as it is stored and shown.</summary>
public sealed record PlanContent(
    IReadOnlyList<PlanProblem> Problems, IReadOnlyList<PlanGoal> Goals, IReadOnlyList<PlanIntervention> Interventions);

/// <param name="Icd10">ICD-10-CM code, where the problem is a diagnosis.</param>
public sealed record PlanProblem(string Title, string? Icd10);

public sealed record PlanGoal(string Title, IReadOnlyList<PlanObjective> Objectives);

/// <param name="Measure">How to tell that it is met.</param>
public sealed record PlanObjective(Guid Id, string Title, string? Measure, DateOnly? TargetOn);

public sealed record PlanIntervention(string Kind, string Frequency);

internal sealed record PlanRow(
    Guid Id,
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    string Status,
    Guid AuthorId,
    DateTimeOffset CreatedAt,
    SealedText ClinicalText,
    string? ContentHash,
    Guid? SignedBy,
    DateTimeOffset? SignedAt,
    DateOnly? ReviewDueOn,
    long Version)
{
    public PlanContent Content => ClinicalText.Read<PlanContent>(ClinicalFields.Plan, Id);
}

internal static class PlanRows
{
    private const string Select =
        """
        select id, episode_id, patient_id, site_id, status, author_id, created_at, clinical_text, content_hash, signed_by, signed_at,
            review_due_on, version
        from plans
        """;

    public static Task<PlanRow?> FindPlanAsync(this TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<PlanRow>($"{Select} where id = $1", [id], cancellationToken);

    /// <summary>The one signed plan of the episode; null before the first signature.</summary>
    public static Task<PlanRow?> FindPlanInForceAsync(this TenantDatabase db, Guid episodeId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<PlanRow>($"{Select} where episode_id = $1 and status = 'signed'", [episodeId], cancellationToken);

    /// <summary>The titles of all objectives in any plan of the episodes.</summary>
    public static async Task<IReadOnlyDictionary<(Guid EpisodeId, Guid ObjectiveId), string>> ObjectivesAsync(
        this TenantDatabase db, IReadOnlyList<Guid> episodeIds, CancellationToken cancellationToken)
    {
        var plans = await db.QueryAsync<PlanText>(
            "select id, episode_id, clinical_text from plans where episode_id = any($1)", [episodeIds.ToArray()], cancellationToken);
        return plans
            .SelectMany(plan => plan.ClinicalText.Read<PlanContent>(ClinicalFields.Plan, plan.Id).Goals
                .SelectMany(goal => goal.Objectives)
                .Select(objective => ((plan.EpisodeId, objective.Id), objective.Title)))
            .ToDictionary(objective => objective.Item1, objective => objective.Title);
    }

    private sealed record PlanText(Guid Id, Guid EpisodeId, SealedText ClinicalText);
}
