using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Each resource has a color of its own, the same in every table and log.</summary>
internal static class ResourceColors
{
    private static readonly string[] Palette =
    [
        "deepskyblue1", "springgreen3", "gold1", "orchid", "turquoise2", "sandybrown", "mediumpurple1", "palegreen1",
        "lightsalmon1", "cornflowerblue", "hotpink", "khaki1", "lightcoral",
    ];

    /// <summary>A further instance has the color of the first: intake-2 that of intake.</summary>
    private static readonly char[] Digits = [.. "0123456789"];

    private static readonly string[] Names = [ResourceNames.PortMapper, .. Platform.Topology.Names];

    public static string Markup(string resource) =>
        $"[{Palette[Math.Max(Array.IndexOf(Names, resource.TrimEnd(Digits).TrimEnd('-')), 0) % Palette.Length]}]{resource.EscapeMarkup(),-16}[/]";

    public static string Of(ResourceState state) => state switch
    {
        ResourceState.Healthy or ResourceState.Completed => "green",
        ResourceState.Failed or ResourceState.Unhealthy => "red",
        ResourceState.Restarting or ResourceState.Stopping => "yellow",
        ResourceState.Waiting or ResourceState.Starting or ResourceState.Stopped => "grey",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
