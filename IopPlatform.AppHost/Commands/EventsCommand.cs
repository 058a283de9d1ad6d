using System.CommandLine;
using IopPlatform.AppHost.Operating;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class EventsCommand
{
    private const string Everyone = "all";
    private const int PerSecondDefault = 1000;

    public static Command Create() => new("events", "What the services have told each other.") { Replay() };

    private static Command Replay()
    {
        var to = new Option<string>("--to") { Required = true, Description = $"The service whose consumers get the events again, or '{Everyone}'." };
        var endpoint = new Option<string?>("--endpoint") { Description = "One consumer's queue alone; then --from may lie as far back as the outboxes reach." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Events committed from then on; 29 days back unless given." };
        var type = new Option<string?>("--type") { Description = "One event alone, for example PatientAdmitted." };
        var rate = new Option<int>("--rate") { DefaultValueFactory = _ => PerSecondDefault, Description = "Most messages in a second." };
        var command = new Command(
            "replay", "Sends events again, with the ids they had: for a new consumer, or a broker that lost its disk. What was handled is absorbed.")
        {
            to, endpoint, from, type, rate,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(to)!,
            new ReplayOptions(
                [], parsed.GetValue(endpoint), From(parsed.GetValue(from), parsed.GetValue(endpoint)), parsed.GetValue(type),
                Math.Max(1, parsed.GetValue(rate))),
            cancellationToken));
        return command;
    }

    /// <exception cref="InvalidOperationException">It would reach back further than inboxes remember.</exception>
    internal static DateTimeOffset From(DateTimeOffset? asked, string? endpoint)
    {
        var earliest = TimeProvider.System.GetUtcNow() - EventReplay.ReachesBack;
        return asked is not { } from ? earliest
            : from >= earliest || endpoint is not null ? from
            : throw new InvalidOperationException(
                "Inboxes remember 30 days: events from before would be handled a second time. For a new consumer, name it with --endpoint.");
    }

    private static async Task<int> RunAsync(string to, ReplayOptions options, CancellationToken cancellationToken)
    {
        string[] services = [.. Platform.Topology.Databases.Select(database => database.Name)];
        if (to != Everyone && !services.Contains(to))
        {
            throw new InvalidOperationException($"There is no service '{to}', only {string.Join(", ", services)}.");
        }

        using var client = OperatorClient.Open(Checkout.Data);
        var replay = new EventReplay(client, services);
        var wanted = options with { To = to == Everyone ? services : [to] };
        var outboxes = await AnsiConsole.Status().StartAsync("replaying", status => replay.RunAsync(
            wanted,
            new Progress<ReplayedOutbox>(sum => status.Status($"{sum.Owner}: {sum.Sent} messages sent again")),
            cancellationToken));
        var table = new Table().RoundedBorder().AddColumns("outbox of", "events", "sent again");
        foreach (var outbox in outboxes)
        {
            table.AddRow(outbox.Owner, $"{outbox.Messages}", $"{outbox.Sent}");
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{outboxes.Sum(outbox => outbox.Sent)} messages sent to {to} again; what was handled before is absorbed.");
        return 0;
    }
}
