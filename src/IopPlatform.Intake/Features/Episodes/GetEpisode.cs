using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Episodes;

/// <summary>One episode of care.</summary>
public static class GetEpisode
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/episodes/{id:guid}", HandleAsync)
        .WithName(nameof(GetEpisode))
        .WithTags("Episodes")
        .WithSummary("Shows an episode of care.")
        .RequireRoles([.. Roles.Staff, Roles.Patient])
        .Audited("episode.get")
        .ReadsChart("episode")
        .OpensInEmergency()
        .Produces<EpisodeDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await EpisodeRow.FindAsync(db, id, cancellationToken) is not { } episode) return Problems.NotFound("episode");
        await reads.RecordAsync(episode.PatientId, "episode", cancellationToken);
        response.SetEntityTag(episode.Version);
        return TypedResults.Ok(EpisodeDetails.Of(episode));
    }
}
