using System.Collections.Concurrent;
using System.Diagnostics;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Shows how the platform comes up: a live table on a terminal, otherwise a line for each resource.</summary>
internal static class StartProgress
{
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(150);

    /// <summary>Ends when all is healthy; fails when something cannot become so.</summary>
    public static Task ShowAsync(IAnsiConsole console, LocalPlatform platform, Stopwatch clock) =>
        console.Profile.Out.IsTerminal ? ShowLiveAsync(console, platform, clock) : ShowLinesAsync(console, platform, clock);

    private static Task ShowLiveAsync(IAnsiConsole console, LocalPlatform platform, Stopwatch clock) =>
        console.Live(Table(platform, clock)).StartAsync(async live =>
        {
            while (!platform.AllHealthy.IsCompleted)
            {
                await Task.WhenAny(platform.AllHealthy, Task.Delay(RedrawEvery));
                live.UpdateTarget(Table(platform, clock));
            }

            await platform.AllHealthy;
        });

    private static async Task ShowLinesAsync(IAnsiConsole console, LocalPlatform platform, Stopwatch clock)
    {
        var shown = new ConcurrentDictionary<string, bool>();
        platform.Changed += Print;
        Print();
        await platform.AllHealthy;
        platform.Changed -= Print;

        void Print()
        {
            foreach (var resource in platform.Status().Where(resource => resource.State is ResourceState.Healthy or ResourceState.Completed))
            {
                if (shown.TryAdd(resource.Name, true))
                {
                    console.WriteLine($"{clock.Elapsed.TotalSeconds,6:0.0} s  {resource.Name} {Word(resource.State)}");
                }
            }
        }
    }

    private static Table Table(LocalPlatform platform, Stopwatch clock)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "");
        foreach (var resource in platform.Status())
        {
            table.AddRow(
                new Markup(ResourceColors.Markup(resource.Name)),
                new Markup($"[{ResourceColors.Of(resource.State)}]{Word(resource.State)}[/]"),
                new Text(resource.Restarts > 0 ? $"restarted {resource.Restarts} times" : ""));
        }

        return table.Caption($"{clock.Elapsed.TotalSeconds:0.0} s");
    }

    private static string Word(ResourceState state) => state.ToString().ToLowerInvariant();
}
