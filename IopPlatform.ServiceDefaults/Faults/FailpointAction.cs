using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IopPlatform.ServiceDefaults.Faults;

public enum FailpointEffect
{
    /// <summary>The process kills itself as if by SIGKILL: nothing is flushed, closed or told.</summary>
    Kill,

    /// <summary>Throws, at this passing and every later one, until it is disarmed.</summary>
    Fail,

    /// <summary>Goes on after a pause.</summary>
    Delay,
}

/// <summary>What an armed point does. As text: <c>kill</c>, <c>kill:3</c> (at the third passing), <c>fail</c>, <c>delay-500:2</c>.</summary>
/// <param name="Passing">At which passing, counted from 1.</param>
/// <param name="DelayMilliseconds">0 unless it delays.</param>
public sealed record FailpointAction(FailpointEffect Effect, int Passing, int DelayMilliseconds)
{
    private const string DelayPrefix = "delay-";

    public static bool TryParse(string? text, [NotNullWhen(true)] out FailpointAction? action)
    {
        action = null;
        var parts = (text ?? "").Split(':');
        var passing = 1;
        if (parts.Length > 2 || (parts.Length == 2 && !Positive(parts[1], out passing))) return false;

        action = parts[0] switch
        {
            "kill" => new FailpointAction(FailpointEffect.Kill, passing, 0),
            "fail" => new FailpointAction(FailpointEffect.Fail, passing, 0),
            _ when parts[0].StartsWith(DelayPrefix, StringComparison.Ordinal) && Positive(parts[0][DelayPrefix.Length..], out var milliseconds) =>
                new FailpointAction(FailpointEffect.Delay, passing, milliseconds),
            _ => null,
        };
        return action is not null;
    }

    private static bool Positive(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}

/// <summary>An armed point made the work fail.</summary>
public sealed class FailpointException(string name) : Exception($"The failpoint {name} is armed to fail.");
