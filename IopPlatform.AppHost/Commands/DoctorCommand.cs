using System.CommandLine;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class DoctorCommand
{
    private const long FreeBytesMin = 2L * 1024 * 1024 * 1024;

    public static Command Create()
    {
        var command = new Command("doctor", "Says what is missing, which wanted ports are taken, and how to mend it.");
        command.SetAction(_ => Run());
        return command;
    }

    /// <returns>1 when something keeps the platform from starting. A taken port does not: the next free one is used.</returns>
    private static int Run()
    {
        var problems = 0;
        foreach (var one in Prerequisite.All)
        {
            Report(one.IsPresent, $"{one.Name} ({one.Program})", $"missing: './iop up' installs it, or: apt-get install {one.Package}");
        }

        foreach (var project in Platform.Topology.Projects)
        {
            var program = Path.Combine(Checkout.Binaries, project.Project, "release", project.Project + ".dll");
            Report(File.Exists(program), project.Project, "not built: './iop up' builds it, or: dotnet build IopPlatform.sln -c Release");
        }

        var state = new StateFile(Checkout.Data).Read();
        AnsiConsole.WriteLine(state is null
            ? $"  The platform does not run; its data is in {Checkout.Data}."
            : $"  The platform runs (process {state.Orchestrator.Id}), so its ports below are its own.");
        foreach (var (name, port) in WantedPorts())
        {
            if (PortHolder.Of(port) is { } holder)
            {
                AnsiConsole.MarkupLineInterpolated($"[yellow]![/] port {port} for {name} is taken by {holder}; the next free one is used.");
            }
        }

        var free = new DriveInfo(Directory.Exists(Checkout.Data) ? Checkout.Data : "/").AvailableFreeSpace;
        Report(free >= FreeBytesMin, $"{free >> 30} GiB free for data", "less than 2 GiB free for data: delete something, or set IOP_DATA to a folder elsewhere");
        AnsiConsole.WriteLine(problems == 0 ? "All is well." : $"{problems} to mend.");
        return problems == 0 ? 0 : 1;

        void Report(bool good, string what, string remedy)
        {
            problems += good ? 0 : 1;
            AnsiConsole.MarkupLineInterpolated(good ? (FormattableString)$"[green]+[/] {what}" : $"[red]-[/] {what}: {remedy}");
        }
    }

    private static IEnumerable<(string Name, int Port)> WantedPorts() =>
    [
        .. Platform.Topology.Servers.SelectMany(server => server.Ports.Concat(server.NativePorts).Select(port => ($"{server.Name} ({port.Key})", port.Value))),
        .. Platform.Topology.Projects.Where(project => project.HttpPort is not null)
            .Select(project => (project.Name, project.HttpPort!.Value)),
        .. from project in Platform.Topology.Projects
           from variable in project.Environment
           where variable.Value is EnvironmentValue.Port
           select ($"{project.Name} ({variable.Key})", ((EnvironmentValue.Port)variable.Value).Wanted),
        .. WatchedPlatform.WantedPorts,
    ];
}
