using System.Net.Http.Headers;
using Dapper;
using IopPlatform.Contracts;
using IopPlatform.Messaging.Outbox;
using IopPlatform.ServiceDefaults.Auth;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace IopPlatform.Testing;

/// <summary>
/// One service, whole, on real servers: its own database with its four roles, its own virtual host on the broker, its real
/// pipeline in this process. Only the clock can be moved and the signing key is the tests' own. Use it as an assembly fixture;
/// tests keep apart by using an organization of their own (<see cref="Callers.NewOrganization"/>).
/// </summary>
public class ServiceFixture<TAssembly>(string service) : IAsyncLifetime
    where TAssembly : class
{
    private WebApplicationFactory<TAssembly>? factory;
    private Dictionary<string, string> settings = [];
    private NpgsqlDataSource? everything;

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>The AMQP address of this fixture's virtual host.</summary>
    public string Broker { get; private set; } = null!;

    public MovableTime Time { get; } = new();

    /// <summary>Where and with which key this fixture's audit trail is sealed.</summary>
    public SealSettings Seals { get; } = new();

    public IServiceProvider Services => factory!.Services;

    /// <summary>Further configuration of the service, for example <c>Demo:Password</c>.</summary>
    protected virtual Task<IReadOnlyDictionary<string, string>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    /// <summary>Replaces services, for example an HTTP client's handler.</summary>
    protected virtual void ConfigureServices(IServiceCollection services)
    {
    }

    public virtual async ValueTask InitializeAsync()
    {
        var servers = await TestServers.GetAsync();
        Database = await TestDatabase.CreateAsync(service, typeof(TAssembly).Assembly);
        everything = NpgsqlDataSource.Create(Database.Migrator);
        Broker = await BrokerVirtualHost.CreateAsync(service);
        settings = new(await SettingsAsync())
        {
            [$"ConnectionStrings:{service}"] = Database.App,
            [$"ConnectionStrings:{service}-relay"] = Database.Relay,
            ["ConnectionStrings:rabbitmq"] = Broker,
            ["ConnectionStrings:redis"] = servers.Redis,
            ["ConnectionStrings:smtp"] = servers.Smtp,
            [TestKeys.Setting] = TestKeys.Platform,
        };
        settings.TryAdd("Authentication:Issuer", TestTokens.Issuer);
        foreach (var (key, value) in Seals.Configuration)
        {
            settings[key] = value;
        }

        factory = Start(settings);
    }

    /// <summary>
    /// A further instance on the same servers, as after a restart with other settings. It throws what stops the start. The caller
    /// disposes it.
    /// </summary>
    public WebApplicationFactory<TAssembly> StartAnother(params IEnumerable<KeyValuePair<string, string>> changed)
    {
        var its = new Dictionary<string, string>(settings);
        foreach (var (key, value) in changed)
        {
            its[key] = value;
        }

        return Start(its);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        // A fixture that failed to start has only some of its parts; its own failure must not be hidden by another.
        if (factory is not null)
        {
            await factory.DisposeAsync();
        }

        if (everything is not null)
        {
            await everything.DisposeAsync();
        }

        if (Broker is not null)
        {
            await BrokerVirtualHost.DeleteAsync(Broker);
        }

        Seals.Dispose();
    }

    /// <summary>Reaches the service whatever address a request names.</summary>
    public HttpMessageHandler Handler() => factory!.Server.CreateHandler();

    /// <summary>A client that calls the service as this caller.</summary>
    public HttpClient Client(Caller caller)
    {
        var client = AnonymousClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(caller));
        return client;
    }

    public HttpClient AnonymousClient() => factory!.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    /// <summary>Puts a message on the bus as another service's relay would.</summary>
    /// <param name="messageId">Give the same id twice to deliver a message twice.</param>
    /// <returns>The message's id.</returns>
    public async Task<Guid> PublishAsync(BusMessage message, Guid? messageId = null)
    {
        var id = messageId ?? Guid.CreateVersion7();
        await Services.GetRequiredService<IBus>().Publish(message, message.GetType(), context => context.MessageId = id);
        return id;
    }

    /// <summary>Publishes and waits until every consumer of this service has handled it (its inbox rows are there).</summary>
    /// <param name="consumers">How many consumers of this service take the message.</param>
    public async Task DeliverAsync(BusMessage message, Guid? messageId = null, int consumers = 1)
    {
        var id = await PublishAsync(message, messageId);
        await Eventually.BecomesTrueAsync(
            async () => (await SqlAsync<long>("select count(*) from inbox where message_id = $1", id)).Single() >= consumers,
            $"{message.GetType().Name} {id} to be handled by {consumers} consumer(s) of {service}");
    }

    /// <summary>The messages of this type in the outbox of an organization, oldest first.</summary>
    public async Task<IReadOnlyList<T>> PublishedAsync<T>(Guid organizationId)
        where T : BusMessage =>
        [
            .. (await SqlAsync<string>(
                "select body::text from outbox where organization_id = $1 and message_type = $2 order by id",
                organizationId, typeof(T).FullName!))
                .Select(body => (T)MessageTypes.Read(typeof(T).FullName!, body)),
        ];

    /// <summary>Waits until the outbox holds such a message.</summary>
    public Task<T> PublishedAsync<T>(Guid organizationId, Func<T, bool> predicate)
        where T : BusMessage =>
        Eventually.GetAsync(
            async () => (await PublishedAsync<T>(organizationId)).LastOrDefault(predicate),
            $"{service} to publish a matching {typeof(T).Name}");

    /// <summary>Rows of any table, of all organizations; parameters are positional.</summary>
    public async Task<IReadOnlyList<T>> SqlAsync<T>(string sql, params object[] parameters)
    {
        await using var command = everything!.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync();
        return [.. reader.Parse<T>()];
    }

    private WebApplicationFactory<TAssembly> Start(IReadOnlyDictionary<string, string> its)
    {
        var made = new WebApplicationFactory<TAssembly>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Production");
            foreach (var (key, value) in its)
            {
                web.UseSetting(key, value);
            }

            web.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            web.ConfigureTestServices(Override);
        });
        made.StartServer();
        return made;
    }

    private void Override(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        TestTokens.AcceptedBy(services);
        // The queues of a fixture's virtual host are declared by the service itself; nothing may be published before.
        services.Configure<MassTransitHostOptions>(host => host.WaitUntilStarted = true);
        ConfigureServices(services);
    }
}
