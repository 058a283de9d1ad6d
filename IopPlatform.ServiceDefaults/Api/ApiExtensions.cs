using System.Text.Json;
using System.Text.Json.Serialization;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.ServiceDefaults.Api;

public static class ApiExtensions
{
    /// <summary>Longest accepted request body; a FHIR bundle of a referral is far below it.</summary>
    public const long BodyBytesMax = 2 * 1024 * 1024;

    /// <summary>Deepest accepted JSON; no request of the API comes near it. FHIR bundles are read by their own parser.</summary>
    private const int JsonDepthMax = 32;

    /// <summary>Adds what each API of the platform has: authentication, problem details, strict JSON and its description.</summary>
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.AddApiAuthentication();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions["traceId"] =
                System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier);
        builder.Services.AddExceptionHandler<UnreadableRequestHandler>();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        builder.AddApiDescription();
        return builder;
    }

    /// <summary>The JSON of the platform: camelCase, nothing for null, and no unknown members, so that nothing sent is lost.</summary>
    public static void Configure(JsonSerializerOptions json)
    {
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.MaxDepth = JsonDepthMax;
    }

    /// <summary>Adds the middleware in its order and returns the group that the slices map themselves into.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app, string prefix)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRequestBodies();
        app.MapOpenApi().AllowAnonymous();
        return app.MapGroup(prefix).WithRequestRules();
    }
}
