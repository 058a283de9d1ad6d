using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.ServiceDefaults.Shutdown;

public static class DrainExtensions
{
    /// <summary>The header by which the gateway knows a refusal that another instance would not have given.</summary>
    public const string Header = "X-Iop-Draining";

    private const string Rule = "draining";

    internal static void AddDrain(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddOptions<DrainOptions>().BindConfiguration(DrainOptions.Section);
        builder.Services.AddSingleton<IHostLifetime, DrainingLifetime>();
        builder.Services.AddHealthChecks().AddCheck<Drain>("draining");
    }

    /// <summary>While the process drains, connections are not kept and no new stream begins; all else is answered as ever.</summary>
    internal static void UseDrain(this WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use((context, next) =>
        {
            if (!drain.HasBegun) return next(context);
            context.Response.Headers.Connection = "close";
            return IsStream(context.Request) ? RefuseAsync(context) : next(context);
        });
    }

    private static bool IsStream(HttpRequest request) =>
        request.Headers.Accept.Any(value => value?.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) is true);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers[Header] = "1";
        context.Response.Headers.RetryAfter = "1";
        return Problems.NotNow(Rule, "This instance is about to end. Open the stream again; another one will answer.").ExecuteAsync(context);
    }
}
