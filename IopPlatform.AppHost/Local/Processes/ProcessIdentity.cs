using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>A process, told apart from a later one that got the same number by its start time.</summary>
/// <param name="StartTicks">Clock ticks between the machine's boot and the start of the process.</param>
public sealed record ProcessIdentity(int Id, long StartTicks)
{
    public static ProcessIdentity Current => Of(Environment.ProcessId)!;

    /// <returns>Null when no such process runs, or only its remains do.</returns>
    public static ProcessIdentity? Of(int id) =>
        ProcessTable.StatFields(id) is { Length: > 19 } fields && fields[0] != "Z"
            ? new ProcessIdentity(id, long.Parse(fields[19], CultureInfo.InvariantCulture))
            : null;

    public bool IsAlive() => Of(Id) == this;
}
