using System.Runtime.InteropServices;

namespace IopPlatform.AppHost.Local;

/// <summary>The few system calls that .NET has no names for.</summary>
internal static partial class Native
{
    public const int SignalInterrupt = 2;
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;
    public const int SignalContinue = 18;
    public const int SignalStop = 19;

    public static bool IsRoot => EffectiveUser() == 0;

    /// <summary>Sends a signal to a process, or to a process group when <paramref name="process"/> is negative.</summary>
    /// <returns>False when nobody received it.</returns>
    public static bool Signal(int process, int signal) => Kill(process, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
