using System.CommandLine;
using System.Globalization;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class StatusCommand
{
    private const double MegaByte = 1024 * 1024;

    public static Command Create()
    {
        var command = new Command("status", "Shows every resource, its process, memory and address.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        if (new StateFile(Checkout.Data).Read() is not { } state)
        {
            AnsiConsole.WriteLine("Nothing runs. './iop up' starts the platform.");
            return 1;
        }

        var table = new Table().RoundedBorder().AddColumns("resource", "state", "pid", "restarts", "memory (PSS)", "address");
        var total = 0L;
        foreach (var resource in state.Resources)
        {
            var memory = resource.Process is { } process && process.IsAlive() ? Memory(resource.Name, process.Id) : 0;
            total += memory;
            table.AddRow(
                new Markup(ResourceColors.Markup(resource.Name)),
                new Markup($"[{ResourceColors.Of(resource.State)}]{resource.State.ToString().ToLowerInvariant()}[/]"),
                new Text(resource.Process?.Id.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(resource.Restarts.ToString(CultureInfo.InvariantCulture)),
                new Text(memory > 0 ? $"{memory / MegaByte:0} MiB" : ""),
                new Text(resource.Address));
        }

        total += ProcessTable.MemoryBytes(ProcessTable.GroupOf(state.Orchestrator.Id));
        AnsiConsole.Write(table.Caption($"{total / MegaByte:0} MiB in all, with the orchestrator; data in {Checkout.Data}"));
        return state.Resources.All(resource => resource.State is ResourceState.Healthy or ResourceState.Completed) ? 0 : 1;
    }

    /// <summary>PostgreSQL's processes each lead a group of their own, so they are found by their parent.</summary>
    private static long Memory(string name, int group) => name == ResourceNames.Postgres
        ? ProcessTable.MemoryBytes(group) + ProcessTable.Children(group).Where(child => child != group).Sum(ProcessTable.MemoryBytes)
        : ProcessTable.MemoryBytes(group);
}
