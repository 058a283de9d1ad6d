using IopPlatform.Bench.Limits;
using IopPlatform.Bench.Load;
using IopPlatform.Bench.Processes;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Bench.Measures;

/// <summary>
/// Live states of patients in care through the gateway, against the same bytes from a bare minimal API behind a bare YARP, by the
/// same clients. Each reader's first look at a patient, which writes an audit row, is made before.
/// </summary>
internal sealed class ReadMeasure(BenchContext context)
{
    private const int Episodes = 200;
    private const double Share = 0.40;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var requests = Requests();
        using var first = await RawHttp.ConnectAsync(context.Platform.Gateway, cancellationToken);
        byte[] body = [];
        foreach (var request in requests)
        {
            var answer = await first.SendAsync(request, cancellationToken);
            if (answer.Status != 200) throw new InvalidOperationException($"A live state was answered with {answer.Status}.");
            body = answer.Body.ToArray();
        }

        using var neighbors = await BareNeighbors.StartAsync(body, cancellationToken);
        var bareRequest = Load.Requests.Get(neighbors.Address, "/state", "none");
        await ReadAsync(neighbors.Address, _ => bareRequest, 0.25, cancellationToken);
        await ReadAsync(context.Platform.Gateway, number => requests[number % requests.Count], 0.25, cancellationToken);
        // In turns, half and half, so that both meet the same machine.
        var bareA = await ReadAsync(neighbors.Address, _ => bareRequest, 0.25, cancellationToken);
        var use = new CpuUse(context.Processes);
        var live = await ReadAsync(context.Platform.Gateway, number => requests[number % requests.Count], 0.5, cancellationToken);
        var cpu = use.Until();
        var bareB = await ReadAsync(neighbors.Address, _ => bareRequest, 0.25, cancellationToken);
        var bare = (bareA.Done + bareB.Done) / (bareA.Seconds + bareB.Seconds);
        context.Report.Add(Figure.AtLeast("reads.rate", live.PerSecond, "reads/s", bare, Share));
        context.Report.Add(Figure.Plain("reads.p99", live.Latencies.At(0.99), "ms"));
        context.Report.Add(Figure.Plain("reads.cpu", 1000 * cpu.Values.Sum() / live.Done, "ms/read"));
        Report.Say($"Processor by process, of a read: {CpuUse.Shares(cpu, live.Done)}");
    }

    private List<byte[]> Requests() =>
    [
        .. context.Writes.Bookings.DistinctBy(booking => booking.EpisodeId).Take(Episodes).Select((booking, person) => Load.Requests.Get(
            context.Platform.Gateway,
            $"/api/program-state/episodes/{booking.EpisodeId}",
            context.Platform.Tokens.For(booking.OrganizationId, Roles.Therapist, person))),
    ];

    private Task<LoadResult> ReadAsync(Uri address, Func<int, byte[]> request, double share, CancellationToken cancellationToken)
    {
        var number = -1;
        return Generator.ClosedAsync(
            address,
            BenchContext.Clients,
            context.Options.Load * share,
            rateMax: null,
            async (connection, token) =>
            {
                var answer = await connection.SendAsync(request(Interlocked.Increment(ref number)), token);
                if (answer.Status != 200) throw new InvalidOperationException($"A read was answered with {answer.Status}.");
            },
            cancellationToken);
    }
}
