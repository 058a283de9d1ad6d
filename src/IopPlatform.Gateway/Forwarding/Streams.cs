using System.Net;
using IopPlatform.Gateway.Limits;
using IopPlatform.ServiceDefaults.Shutdown;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace IopPlatform.Gateway.Forwarding;

/// <summary>What is special about routes that can answer with server-sent events, when instances come and go.</summary>
internal static class Streams
{
    private static readonly object Refused = new();

    public static void AddStreamTransforms(TransformBuilderContext route)
    {
        if (route.Route.Metadata?.ContainsKey(OpenStreams.RouteStreams) is not true) return;
        var stopping = route.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        route.AddResponseTransform(answer =>
        {
            Transform(answer, stopping);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>An instance that is about to end has refused the stream; another one may open it.</summary>
    public static bool WasRefused(HttpContext context) => context.Items.ContainsKey(Refused);

    public static void Forget(HttpContext context) => context.Items.Remove(Refused);

    private static void Transform(ResponseTransformContext answer, CancellationToken stopping)
    {
        if (answer.ProxyResponse is not { } response) return;
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.Contains(DrainExtensions.Header))
        {
            answer.SuppressResponseBody = true;
            answer.HttpContext.Items[Refused] = true;
        }
        else if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            response.Content = new EndingContent(response.Content, stopping);
        }
    }
}
