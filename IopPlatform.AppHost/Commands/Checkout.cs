using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Commands;

/// <summary>Where this program lies and where its data goes.</summary>
internal static class Checkout
{
    /// <summary>artifacts/bin, two folders above this program.</summary>
    public static string Binaries { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Binaries, "..", ".."));

    public static string Data { get; } = DataFolder.Default(Root);
}
