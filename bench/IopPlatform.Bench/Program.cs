using System.Globalization;
using IopPlatform.Bench;
using IopPlatform.Bench.Limits;

// Started without a window of its own by ./iop bench; the first two are the bare neighbors that it starts itself.
return args switch
{
    ["bare-api", var url, var file] => await BareNeighbors.RunApiAsync(url, file),
    ["bare-proxy", var url, var behind] => await BareNeighbors.RunProxyAsync(url, behind),
    _ => await RunAsync(args),
};

static async Task<int> RunAsync(string[] args)
{
    CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
    using var interrupted = new CancellationTokenSource();
    Console.CancelKeyPress += (_, press) =>
    {
        press.Cancel = true;
        interrupted.Cancel();
    };
    try
    {
        return await new BenchRun(BenchOptions.Parse(args)).RunAsync(interrupted.Token);
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or OperationCanceledException)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 1;
    }
}
