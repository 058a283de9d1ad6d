using System.Reflection;
using IopPlatform.Contracts;
using IopPlatform.Messaging.Failed;
using IopPlatform.Messaging.Inbox;
using IopPlatform.Messaging.Operations;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Messaging.Parked;
using IopPlatform.Messaging.Pruning;
using IopPlatform.Messaging.Replay;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults.Configuration;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Messaging;

public static class MessagingExtensions
{
    private const int Prefetch = 64;

    /// <summary>Adds the bus with every consumer of the assembly, and the relay of the service's outbox.</summary>
    /// <param name="service">The service's name in the topology; also the name of its database.</param>
    public static void AddMessaging(this IHostApplicationBuilder builder, string service, Assembly consumers)
    {
        // It reports what the filters have dealt with and logged already: a repeated message as much as a failed one.
        builder.Logging.AddFilter("MassTransit.ReceiveTransport", LogLevel.None);
        builder.Services.AddOptions<MessagingOptions>()
            .BindConfiguration(MessagingOptions.Section)
            .Configure(options => options.Service = service);
        var queues = ServiceQueues.Of(service, consumers);
        var broker = builder.Configuration.RequiredConnectionString("rabbitmq");
        builder.Services.AddPlatformBus(broker, [queues]);

        builder.AddProtectedFields(ParkedFields.All);
        var relay = builder.Configuration.RequiredConnectionString($"{service}-relay");
        builder.Services.AddSingleton(_ => new RelayDatabase(NpgsqlDataSource.Create(relay)));
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddSingleton<Parking>();
        builder.Services.AddSingleton<ParkedTable>();
        builder.Services.AddSingleton<EndpointSender>();
        builder.Services.AddHostedService<ParkedRetry>();
        builder.Services.AddSingleton(queues);
        builder.Services.AddSingleton(_ => new FailedQueue(broker, queues));
        builder.Services.AddSingleton<OutboxReplay>();
        builder.Services.AddSingleton<Prune>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Prune>());
        builder.Services.AddSingleton<MessagingMetrics>();
        builder.Services.AddSingleton<BacklogQuery>();
        builder.Services.AddHostedService<CountBacklog>();
        builder.Services.AddHealthChecks().AddCheck<OutboxHealth>("outbox");
    }

    /// <summary>For example <c>scheduling-enroll-patient-on-patient-admitted</c>.</summary>
    public static string QueueName(string service, Type consumer) =>
        $"{service}-{KebabCaseEndpointNameFormatter.Instance.SanitizeName(consumer.Name)}";

    /// <summary>The bus as all processes of the platform use it; each consumer has a quorum queue named service-consumer.</summary>
    /// <param name="topologyOnly">True in the migrations process: declare queues and bindings, consume nothing.</param>
    public static void AddPlatformBus(
        this IServiceCollection services, string connection, IReadOnlyList<ServiceQueues> queues, bool topologyOnly = false)
    {
        var failed = new FailedQueueNames(queues);
        services.AddMassTransit(bus =>
        {
            foreach (var queue in queues.SelectMany(service => service.Consumers))
            {
                bus.AddConsumer(queue.Consumer).Endpoint(endpoint => endpoint.Name = queue.Name);
            }

            bus.AddConfigureEndpointsCallback((_, name, endpoint) =>
            {
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                {
                    QueueShape.Consumer(rabbit, failed.Of(name));
                }
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                var logger = context.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(BrokerStart));
                var stopping = context.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
                rabbit.Host(new Uri(connection), host =>
                    host.OnRefreshConnectionFactory = _ => BrokerStart.BeforeConnectingAsync(connection, logger, stopping));
                rabbit.DeployTopologyOnly = topologyOnly;
                rabbit.PrefetchCount = Prefetch;
                rabbit.SendTopology.ErrorQueueNameFormatter = failed;
                rabbit.SendTopology.DeadLetterQueueNameFormatter = failed;
                rabbit.SendTopology.ConfigureErrorSettings = QueueShape.Failed;
                rabbit.SendTopology.ConfigureDeadLetterSettings = QueueShape.Failed;
                rabbit.ConfigureJsonSerializerOptions(json =>
                {
                    json.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip;
                    return json;
                });
                rabbit.Publish<BusMessage>(message => message.Exclude = true);
                rabbit.Publish<Contracts.Event>(message => message.Exclude = true);
                rabbit.Publish<Command>(message => message.Exclude = true);
                if (!topologyOnly)
                {
                    rabbit.UseConsumeFilter(typeof(RetryThenParkFilter<>), context);
                    rabbit.UseConsumeFilter(typeof(TenantConsumeFilter<>), context);
                }

                rabbit.ConfigureEndpoints(context);
            });
        });
    }
}
