using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IopPlatform.Gateway.Limits;

/// <summary>
/// How large and how slow a request may be. What Kestrel refuses before it has read the head (400, 408, 414, 431) has no body;
/// everything later is problem details. Bodies: 2 MiB as in the services, less where a route needs less (see the routes).
/// </summary>
internal static class RequestLimits
{
    /// <summary>Of what the OpenID Connect endpoints and the sign-in pages take: forms of a few fields.</summary>
    public const long FormBytesMax = 64 * 1024;

    /// <summary>Of operations that describe no body.</summary>
    public const long NoBodyBytesMax = 4 * 1024;

    private const int LineBytesMax = 8 * 1024;
    private const int HeadersMax = 64;

    /// <summary>A token that names a hundred sites takes about 6 KiB of it.</summary>
    private const int HeaderBytesMax = 32 * 1024;
    private const int ConnectionsMax = 10_000;
    private static readonly TimeSpan HeadWithin = TimeSpan.FromSeconds(10);

    /// <summary>A body that comes slower than this after its first five seconds is given up with 408.</summary>
    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 512, gracePeriod: TimeSpan.FromSeconds(5));

    public static void AddRequestLimits(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            var limits = kestrel.Limits;
            limits.MaxRequestBodySize = ApiExtensions.BodyBytesMax;
            limits.MaxRequestLineSize = LineBytesMax;
            limits.MaxRequestHeaderCount = HeadersMax;
            limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
            limits.MaxConcurrentConnections = ConnectionsMax;
            limits.RequestHeadersTimeout = HeadWithin;
            limits.MinRequestBodyDataRate = SlowestBody;
        });
        builder.Services.AddSingleton(_ => new OpenStreams(
            builder.Configuration.GetValue("RequestLimits:StreamsPerSubject", OpenStreams.DefaultMax)));
    }

    /// <summary>
    /// Believes <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> of the networks in <c>TrustedProxies</c> (CIDR), and of nobody
    /// without them: the load balancer in front of the gateways, so that the client's address is the client's.
    /// </summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Configuration.GetSection("TrustedProxies").Get<string[]>() ?? [];
        if (networks.Length == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        app.UseForwardedHeaders(options);
    }
}
