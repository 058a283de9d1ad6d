using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Persistence.Audit;

/// <summary>The endpoint shows a patient's data, recorded under this view.</summary>
public sealed record ChartView(string Name);

/// <summary>The endpoint shows no patient's data.</summary>
/// <param name="NamesPatients">It tells ids of patients all the same.</param>
public sealed record NoChartView(string Reason, bool NamesPatients);

/// <summary>What every GET says of itself, exactly one of the two; a test looks at all of them.</summary>
public static class ChartReadRules
{
    /// <summary>
    /// The handler records the read with <see cref="ChartReads"/> under this view before it answers. An answer without a record is
    /// an error, and nothing of it leaves the service.
    /// </summary>
    public static RouteHandlerBuilder ReadsChart(this RouteHandlerBuilder endpoint, string view) =>
        endpoint.WithMetadata(new ChartView(view)).AddEndpointFilter(async (context, next) =>
        {
            var answer = await next(context);
            if (answer is IStatusCodeHttpResult { StatusCode: >= 400 })
            {
                return answer;
            }

            var recorded = context.HttpContext.RequestServices.GetRequiredService<ChartReads>().View;
            return recorded == view
                ? answer
                : throw new InvalidOperationException($"An endpoint answers with the view '{view}', but has recorded '{recorded ?? "nothing"}'.");
        });

    /// <param name="reason">What it shows instead, for the reader of the code.</param>
    /// <param name="namesPatients">True when it tells ids of patients, for example the caller's own.</param>
    public static RouteHandlerBuilder ReadsNoChart(this RouteHandlerBuilder endpoint, string reason, bool namesPatients = false) =>
        endpoint.WithMetadata(new NoChartView(reason, namesPatients));
}
