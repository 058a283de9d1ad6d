using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace IopPlatform.ServiceDefaults.Faults;

/// <summary>
/// Named places in the code where a test lets the process die, fail or wait. None is armed unless configuration says
/// <c>Failpoints:Allowed</c>, which the fault tests alone do; then passing one costs a null check.
/// </summary>
public static class Failpoints
{
    public const string Section = "Failpoints";
    private const string Allowed = "Allowed";

    /// <summary>Null until something is armed.</summary>
    private static ConcurrentDictionary<string, ArmedPoint>? armed;

    /// <summary>The code has come to the point.</summary>
    /// <exception cref="FailpointException">It is armed to fail.</exception>
    public static ValueTask ReachedAsync(string name) =>
        Volatile.Read(ref armed) is { } points && points.TryGetValue(name, out var point) ? PassAsync(name, point) : ValueTask.CompletedTask;

    public static bool AreAllowed(IConfiguration configuration) => configuration.GetValue<bool>($"{Section}:{Allowed}");

    /// <summary>Arms what the configuration names, for example <c>Failpoints__outbox.published-not-marked=kill:3</c>.</summary>
    /// <exception cref="InvalidOperationException">Something is named where failpoints are not allowed, or it cannot be read.</exception>
    public static void ArmFrom(IConfiguration configuration)
    {
        foreach (var entry in configuration.GetSection(Section).GetChildren().Where(entry => entry.Key != Allowed))
        {
            if (!AreAllowed(configuration))
            {
                throw new InvalidOperationException($"'{entry.Path}' is set, but failpoints are not allowed here.");
            }

            if (!FailpointNames.All.Contains(entry.Key) || !FailpointAction.TryParse(entry.Value, out var action))
            {
                throw new InvalidOperationException($"'{entry.Path}={entry.Value}' names no failpoint or no action.");
            }

            Arm(entry.Key, action);
        }
    }

    internal static void Arm(string name, FailpointAction action)
    {
        var points = Volatile.Read(ref armed) ?? Interlocked.CompareExchange(ref armed, new(), null) ?? armed;
        points[name] = new ArmedPoint(action);
    }

    internal static void Disarm(string name) => Volatile.Read(ref armed)?.TryRemove(name, out _);

    private static async ValueTask PassAsync(string name, ArmedPoint point)
    {
        var passing = Interlocked.Increment(ref point.Passings);
        if (passing < point.Action.Passing) return;

        switch (point.Action.Effect)
        {
            case FailpointEffect.Kill:
                using (var self = Process.GetCurrentProcess()) self.Kill();
                break;
            case FailpointEffect.Fail:
                throw new FailpointException(name);
            case FailpointEffect.Delay when passing == point.Action.Passing:
                await Task.Delay(point.Action.DelayMilliseconds);
                break;
        }
    }

    private sealed class ArmedPoint(FailpointAction action)
    {
        public int Passings;

        public FailpointAction Action => action;
    }
}
