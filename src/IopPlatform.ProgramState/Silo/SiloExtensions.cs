using System.Net;
using IopPlatform.ServiceDefaults.Configuration;
using Orleans.Configuration;
using StackExchange.Redis;

namespace IopPlatform.ProgramState.Silo;

internal static class SiloExtensions
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Makes this process an Orleans silo. Redis holds the membership and nothing else: durable state is the journal's. The
    /// ports are fixed, because a silo that returns at the same port replaces its dead predecessor at once.
    /// </summary>
    public static void AddSilo(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var redis = configuration.RequiredConnectionString("redis");
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.UseOrleans(silo => silo
            .UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis))
            .AddActivityPropagation()
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = configuration.Required("Orleans:ClusterId");
                options.ServiceId = configuration.Required("Orleans:ServiceId");
            })
            .Configure<EndpointOptions>(options => Configure(options, configuration))
            .Configure<ClusterMembershipOptions>(Configure)
            .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = AnswersWithin)
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = AnswersWithin));
        builder.Services.AddHostedService<LostMembership>();
        builder.Services.AddHealthChecks().AddCheck<SiloHealth>("silo");
        builder.Services.AddExceptionHandler<SiloFailureHandler>();
    }

    private static void Configure(EndpointOptions options, ConfigurationManager configuration)
    {
        // Reached from this machine only, unless the deployment says by which address others reach it.
        options.AdvertisedIPAddress = IPAddress.TryParse(configuration["Orleans:Endpoints:AdvertisedIPAddress"], out var address)
            ? address
            : IPAddress.Loopback;
        options.SiloPort = Port(configuration, "Orleans:Endpoints:SiloPort");
        options.GatewayPort = Port(configuration, "Orleans:Endpoints:GatewayPort");
    }

    /// <summary>
    /// A dead silo is noticed after two missed probes, about 4 s. One vote is enough with two silos; with three or more, set
    /// two. Probes of 1 s risk false deaths when a small machine is busy.
    /// </summary>
    private static void Configure(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = 2;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }

    private static int Port(ConfigurationManager configuration, string key) =>
        int.TryParse(configuration.Required(key), out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new InvalidOperationException($"Configuration key '{key}' is not a port.");
}
