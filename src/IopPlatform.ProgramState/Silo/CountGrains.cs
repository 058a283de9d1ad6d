using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IopPlatform.ProgramState.Silo;

/// <param name="Grain">The class' name.</param>
/// <param name="Active">Activations in memory, over all silos.</param>
public sealed record GrainCount(string Grain, int Active);

/// <summary>How much live state is in memory; for operators. Numbers only: no grain is named.</summary>
internal static class CountGrains
{
    private const string Ours = "IopPlatform.";

    public static void Map(IEndpointRouteBuilder internals) =>
        internals.MapGet("/grains", AnswerAsync).RequireRoles(Roles.Operator).Audited("grain.count");

    private static async Task<Ok<GrainCount[]>> AnswerAsync(IGrainFactory grains) => TypedResults.Ok(Count(
        (await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics()).Select(statistic => (statistic.GrainType, statistic.ActivationCount))));

    /// <summary>Of our own grains, by the name of the class; Orleans' own are left out.</summary>
    internal static GrainCount[] Count(IEnumerable<(string Type, int Active)> statistics) =>
    [
        .. statistics.Where(statistic => statistic.Type.StartsWith(Ours, StringComparison.Ordinal))
            .GroupBy(statistic => statistic.Type.Split(',')[0].Split('.')[^1], statistic => statistic.Active)
            .Select(type => new GrainCount(type.Key, type.Sum()))
            .OrderBy(count => count.Grain, StringComparer.Ordinal),
    ];
}
