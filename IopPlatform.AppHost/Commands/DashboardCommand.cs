using System.CommandLine;
using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Commands;

/// <summary>What an Aspire dashboard that is started by hand must be told, such as one in a container.</summary>
internal static class DashboardCommand
{
    public static Command Create()
    {
        var otlp = new Option<Uri>("--otlp")
        {
            DefaultValueFactory = _ => new Uri("http://localhost:4317"),
            Description = "Where the dashboard is to take OTLP over gRPC.",
        };
        var command = new Command("dashboard", "Prints the environment of an Aspire dashboard that is to show this platform; it holds keys.") { otlp };
        command.SetAction(parsed => Run(parsed.GetValue(otlp)!));
        return command;
    }

    private static int Run(Uri otlp)
    {
        // Before the platform's first start, too: its keys are made then, and its port is the wanted one unless that is taken.
        DataFolder.Create(Checkout.Data);
        var running = new StateFile(Checkout.Data).Read();
        var port = running is { ResourceService.Length: > 0 } ? new Uri(running.ResourceService).Port : WatchedPlatform.ResourceServicePort;
        foreach (var (name, value) in WatchedPlatform.Settings(Secrets.Open(Checkout.Data), port, otlp).Environment)
        {
            Console.WriteLine($"{name}={value}");
        }

        return 0;
    }
}
