using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>How a process ended.</summary>
/// <param name="Code">128 + the signal's number after a signal.</param>
/// <param name="Asked">The platform had asked it to.</param>
public sealed record ProcessExit(int Code, DateTimeOffset At, bool Asked)
{
    private const int BySignal = 128;

    public override string ToString() => Asked ? "was asked to end" : Words(Code);

    /// <summary>What the exit code tells: "ended with 3", "was killed by SIGKILL (137)".</summary>
    public static string Words(int code) => code <= BySignal
        ? string.Create(CultureInfo.InvariantCulture, $"ended with {code}")
        : string.Create(CultureInfo.InvariantCulture, $"was killed by {Signal(code - BySignal)} ({code})");

    private static string Signal(int number) => number switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {number}"),
    };
}
