using System.Diagnostics;
using IopPlatform.AppHost;
using IopPlatform.Bench.Load;
using IopPlatform.Bench.Patients;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Bench.Measures;

/// <summary>
/// On a platform of its own with two silos: from the SIGKILL of one until every asked live state is answered again through the
/// gateway. Those that the killed silo held are activated anew from their journals.
/// </summary>
internal sealed class FailoverMeasure(Report report, string dataFolder, TelemetrySink sink)
{
    private const string Silo = "program-state";
    private const string SecondSilo = "program-state-2";
    private const int PortsApart = 100;
    private const int Patients = 24;
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    private static Topology TwoSilos
    {
        get
        {
            var first = Platform.Topology.Project(Silo);
            var second = first with
            {
                Name = SecondSilo,
                HttpPort = first.HttpPort + PortsApart,
                Environment = first.Environment.ToDictionary(
                    variable => variable.Key,
                    variable => variable.Value is EnvironmentValue.Port port ? port with { Wanted = port.Wanted + PortsApart } : variable.Value),
            };
            return Platform.Topology with { Projects = [.. Platform.Topology.Projects, second] };
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var platform = await BenchPlatform.StartAsync(dataFolder, sink, TwoSilos, cancellationToken);
        var population = new Population(platform);
        var began = TimeProvider.System.GetUtcNow();
        await population.MakeByApiAsync(Patients, cancellationToken);
        await new Backlog(platform).DrainAsync(began, Settles, cancellationToken);
        var writes = new Writes(platform.Gateway, platform.Tokens);
        await population.UseAsync(writes);
        List<byte[]> requests =
        [
            .. writes.Bookings.DistinctBy(booking => booking.EpisodeId).Select(booking => Requests.Get(
                platform.Gateway,
                $"/api/program-state/episodes/{booking.EpisodeId}",
                platform.Tokens.For(booking.OrganizationId, Roles.Therapist))),
        ];
        var before = Stopwatch.GetTimestamp();
        await Task.WhenAll(requests.Select(request => AnsweredAsync(platform.Gateway, request, before, cancellationToken)));
        var since = Stopwatch.GetTimestamp();
        await platform.Local.KillAsync(SecondSilo);
        await Task.WhenAll(requests.Select(request => AnsweredAsync(platform.Gateway, request, since, cancellationToken)));
        report.Add(Figure.Plain("failover.silo", Stopwatch.GetElapsedTime(since).TotalSeconds, "s"));
    }

    private static async Task AnsweredAsync(Uri gateway, byte[] request, long since, CancellationToken cancellationToken)
    {
        while (!await TryAsync(gateway, request, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new InvalidOperationException("A live state did not come back after its silo was killed.");
            await Task.Delay(100, cancellationToken);
        }
    }

    private static async Task<bool> TryAsync(Uri gateway, byte[] request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswersWithin);
        try
        {
            using var connection = await RawHttp.ConnectAsync(gateway, patience.Token);
            return (await connection.SendAsync(request, patience.Token)).Status == 200;
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
