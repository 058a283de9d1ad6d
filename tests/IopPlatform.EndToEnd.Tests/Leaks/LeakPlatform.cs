using IopPlatform.AppHost;
using IopPlatform.EndToEnd.Tests.Traces;
using IopPlatform.Journeys;
using IopPlatform.Testing;
using IopPlatform.Testing.Otlp;
using MimeKit;
using StackExchange.Redis;

namespace IopPlatform.EndToEnd.Tests.Leaks;

/// <summary>Tests that look at what one watched platform has told.</summary>
[CollectionDefinition(Name)]
public sealed class WatchedCollection : ICollectionFixture<LeakPlatform>
{
    public const string Name = "on the watched platform";
}

/// <summary>
/// A watched platform after journeys whose every text and name carries a marker, with somebody at the board of every site meanwhile.
/// </summary>
public sealed class LeakPlatform : PlatformFixture
{
    private const int Patients = 6;
    private readonly Markers markers = new();
    private OtlpSink otlp = null!;
    private BusTap bus = null!;

    public MarkerPlanter Planter { get; private set; } = null!;

    public JourneyReport Report { get; private set; } = null!;

    public Markers Markers => markers;

    public OtlpSink Otlp => otlp;

    public BusTap Bus => bus;

    public string LogFolder => AppHost.Local.DataFolder.Logs(DataFolder);

    protected override Topology Topology => otlp.Watching(base.Topology);

    public override async ValueTask InitializeAsync()
    {
        otlp = await OtlpSink.StartAsync();
        await base.InitializeAsync();
        bus = new BusTap(Platform.Servers.RabbitMqManagement);
        await bus.OpenAsync();
        Planter = new MarkerPlanter(markers);
        await using var boards = await LiveBoards.OpenAsync(this, JourneyPlatform.Harbor, JourneyPlatform.Prairie);
        Report = await JourneyRun.RunAsync(
            Journeys(Patients, parallel: 3, seed: 11) with { Wire = connection => Exchanges.Around(Planter.Around(connection)) },
            new NoProgress(),
            CancellationToken.None);
        await Planter.ProvokeErrorsAsync(Gateway);
    }

    public override async ValueTask DisposeAsync()
    {
        bus?.Dispose();
        await base.DisposeAsync();
        await otlp.DisposeAsync();
    }

    /// <summary>The headers and texts of all mail, decoded.</summary>
    public IReadOnlyList<string> Mail() =>
    [
        .. Directory.EnumerateFiles(AppHost.Local.DataFolder.Mail(DataFolder), "*.eml")
            .Select(file => MimeMessage.Load(file))
            .Select(mail => $"{string.Join('\n', mail.Headers.Select(header => header.Value))}\n{mail.TextBody}\n{mail.HtmlBody}"),
    ];

    /// <summary>Every key of Redis with everything it holds.</summary>
    public async Task<IReadOnlyList<string>> RedisAsync()
    {
        await using var redis = await ConnectAsync();
        var database = redis.GetDatabase();
        var contents = new List<string>();
        foreach (var key in redis.GetServers().SelectMany(server => server.Keys()))
        {
            var values = await database.KeyTypeAsync(key) switch
            {
                RedisType.String => [(await database.StringGetAsync(key)).ToString()],
                RedisType.Hash => (await database.HashGetAllAsync(key)).Select(entry => $"{entry.Name} {entry.Value}"),
                RedisType.Set => (await database.SetMembersAsync(key)).Select(value => value.ToString()),
                RedisType.SortedSet => (await database.SortedSetRangeByRankAsync(key)).Select(value => value.ToString()),
                RedisType.List => (await database.ListRangeAsync(key)).Select(value => value.ToString()),
                RedisType.Stream => (await database.StreamRangeAsync(key)).SelectMany(entry => entry.Values).Select(value => value.ToString()),
                var type => throw new NotSupportedException($"The scan cannot read the {type} '{key}'."),
            };
            contents.Add($"{key} {string.Join(' ', values)}");
        }

        return contents;
    }

    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(Platform.Servers.Redis);
}
