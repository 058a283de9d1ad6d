using System.CommandLine;
using System.Diagnostics;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class UpCommand
{
    private static readonly TimeSpan HealthyWithin = TimeSpan.FromMinutes(5);

    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "End after the first journey: 0 when all went well." };
        var noJourney = new Option<bool>("--no-journey") { Description = "Start only; seed and play nothing." };
        var replicas = new Option<int>("--replicas") { DefaultValueFactory = _ => 1, Description = "Instances of each service, silo and gateway." };
        replicas.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > Replicas.CountMax) result.AddError($"--replicas must be from 1 to {Replicas.CountMax}.");
        });
        var dashboard = new Option<string?>("--dashboard")
        {
            Description = "A stock Aspire dashboard: the command that starts it, or where one that runs takes OTLP over gRPC (http://…).",
        };
        var command = new Command("up", "Installs what is missing, starts everything, plays one journey, and shows the logs.")
        {
            once, noJourney, replicas, dashboard,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(once), parsed.GetValue(noJourney), parsed.GetValue(replicas), Watch(parsed.GetValue(dashboard)), cancellationToken));
        return command;
    }

    private static WatchOptions Watch(string? dashboard) => Uri.TryCreate(dashboard, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? new WatchOptions { DashboardOtlp = address }
        : new WatchOptions { DashboardCommand = dashboard };

    private static async Task<int> RunAsync(bool once, bool noJourney, int replicas, WatchOptions watch, CancellationToken cancellationToken)
    {
        await PrerequisiteInstallation.EnsureAsync(AnsiConsole.Console, cancellationToken);
        var clock = Stopwatch.StartNew();
        await using var platform = await LocalPlatform.BeginAsync(
            new LocalPlatformOptions
            {
                DataFolder = Checkout.Data,
                BinariesFolder = Checkout.Binaries,
                WantedPorts = true,
                Topology = Platform.Topology.WithReplicas(replicas),
                Watch = watch,
            },
            cancellationToken);
        if (platform.PlatformKey.Created)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"Made the platform key [bold]{platform.PlatformKey.Path}[/]. Keep a copy where no backup of the data lies: without it they cannot be read.");
        }

        if (platform.ConsoleLink is { } console)
        {
            // Before anything is healthy: the console is the place to see why it is not.
            AnsiConsole.MarkupLineInterpolated($"Operator console, this link once: [bold]{console}[/]");
        }

        try
        {
            if (!await StartAsync(platform, clock, cancellationToken))
            {
                return 1;
            }

            var played = noJourney || await FirstJourney.PlayAsync(platform, Checkout.Data, cancellationToken);
            AnsiConsole.Write(AddressTable.SignIns(platform));
            AnsiConsole.Write(AddressTable.Of(platform));
            if (once)
            {
                return played ? 0 : 1;
            }

            AnsiConsole.MarkupLine("[grey]Logs follow. Type a resource or a level and Enter to filter, only Enter to see all. Ctrl+C stops everything.[/]");
            await LogConsole.FollowAsync(platform.Logs, [.. platform.Status().Select(resource => resource.Name)], cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return once ? 130 : 0;
        }
        finally
        {
            AnsiConsole.MarkupLine("[grey]Stopping...[/]");
        }
    }

    /// <returns>False when something could not become healthy; the reason is printed.</returns>
    private static async Task<bool> StartAsync(LocalPlatform platform, Stopwatch clock, CancellationToken cancellationToken)
    {
        try
        {
            await StartProgress.ShowAsync(AnsiConsole.Console, platform, clock).WaitAsync(HealthyWithin, cancellationToken);
            AnsiConsole.MarkupLineInterpolated($"All healthy after {clock.Elapsed.TotalSeconds:0.0} s.");
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{exception.Message}[/]");
            foreach (var resource in platform.Status().Where(resource => resource.State is ResourceState.Failed or ResourceState.Starting))
            {
                AnsiConsole.MarkupLineInterpolated($"[red]{resource.Name} is {resource.State}.[/] Its last lines:");
                foreach (var entry in LogFiles.Tail(DataFolder.Logs(Checkout.Data), resource.Name, lines: 12))
                {
                    AnsiConsole.MarkupLine(LogMarkup.Line(entry));
                }
            }

            return false;
        }
    }
}
