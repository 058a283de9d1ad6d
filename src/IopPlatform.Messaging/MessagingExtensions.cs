using System.Reflection;
using IopPlatform.Contracts;
using IopPlatform.Messaging.Inbox;
using IopPlatform.Messaging.Outbox;
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
    /// <summary>Redeliveries by the broker before it gives a message up; cannot change once the queues exist.</summary>
    private const int DeliveryLimit = 20;

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
        builder.Services.AddPlatformBus(
            builder.Configuration.RequiredConnectionString("rabbitmq"),
            bus => bus.AddServiceConsumers(service, consumers));

        builder.AddProtectedFields(ParkedFields.All);
        var relay = builder.Configuration.RequiredConnectionString($"{service}-relay");
        builder.Services.AddSingleton(_ => new RelayDatabase(NpgsqlDataSource.Create(relay)));
        builder.Services.AddHostedService<OutboxRelay>();
    }

    /// <summary>Registers an assembly's consumers; each gets a quorum queue named service-consumer.</summary>
    public static void AddServiceConsumers(this IBusRegistrationConfigurator bus, string service, Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericType: false } && type.IsAssignableTo(typeof(IConsumer))))
        {
            bus.AddConsumer(type).Endpoint(endpoint => endpoint.Name = QueueName(service, type));
        }
    }

    /// <summary>For example <c>scheduling-enroll-patient-on-patient-admitted</c>.</summary>
    public static string QueueName(string service, Type consumer) =>
        $"{service}-{KebabCaseEndpointNameFormatter.Instance.SanitizeName(consumer.Name)}";

    /// <summary>The bus as all processes of the platform use it.</summary>
    /// <param name="topologyOnly">True in the migrations process: declare queues and bindings, consume nothing.</param>
    public static void AddPlatformBus(
        this IServiceCollection services, string connection, Action<IBusRegistrationConfigurator> consumers, bool topologyOnly = false) =>
        services.AddMassTransit(bus =>
        {
            consumers(bus);
            bus.AddConfigureEndpointsCallback((_, _, endpoint) =>
            {
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                {
                    rabbit.SetQuorumQueue();
                    rabbit.SetQueueArgument("x-delivery-limit", DeliveryLimit);
                }
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(connection));
                rabbit.DeployTopologyOnly = topologyOnly;
                rabbit.PrefetchCount = Prefetch;
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
