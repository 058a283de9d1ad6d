using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Notifications.Sending;
using IopPlatform.Notifications.Tests;
using IopPlatform.Testing;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(NotificationsFixture))]
// The tests share one clock, which some of them move.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace IopPlatform.Notifications.Tests;

/// <summary>The service with a mail server that behaves as a test wants.</summary>
public sealed class NotificationsFixture() : ServiceFixture<NotificationsAssembly>("notifications")
{
    public MailServer Mail { get; } = new();

    public OtherServices Others { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // Stands for the other services: what no queue is bound to is returned and sent again for ever.
        var listener = Services.GetRequiredService<IReceiveEndpointConnector>().ConnectReceiveEndpoint("others", (_, endpoint) =>
        {
            endpoint.Handler<NotificationDelivered>(_ => Task.CompletedTask);
            endpoint.Handler<NotificationFailed>(_ => Task.CompletedTask);
        });
        await listener.Ready;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Others.Dispose();
        await Mail.DisposeAsync();
    }

    protected override Task<IReadOnlyDictionary<string, string>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            new Dictionary<string, string> { ["Identity:ServiceSecret"] = OtherServices.Secret });

    protected override void ConfigureServices(IServiceCollection services)
    {
        // Clients dispose of their handlers after a while; this one has nothing that ends with it.
        services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => Others));
        services.Replace(ServiceDescriptor.Singleton(new SmtpChannel(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ConnectionStrings:smtp"] = $"smtp://localhost:{Mail.Port}",
                ["Notifications:From"] = "no-reply@clinic.test",
            })
            .Build())));
    }
}
