using System.CommandLine;
using System.Text.Json;
using IopPlatform.AppHost.Operating;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>The operator's hand on messages that failed, over all services of the running platform.</summary>
internal static class ParkedCommand
{
    private const int ListedDefault = 200;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("parked", "Messages that failed: what they are, and what becomes of them.")
    {
        List(), Show(), Retry(), Replay(), Discard(),
    };

    private static Command List()
    {
        var service = new Option<string?>("--service") { Description = "One service alone." };
        var endpoint = new Option<string?>("--endpoint") { Description = "One consumer's queue alone." };
        var organization = new Option<Guid?>("--organization") { Description = "One organization alone." };
        var state = new Option<string>("--state") { DefaultValueFactory = _ => "parked", Description = "parked, replayed, discarded or all." };
        state.AcceptOnlyFromAmong("parked", "replayed", "discarded", "all");
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => ListedDefault, Description = "Most messages of each service." };
        var json = new Option<bool>("--json") { Description = "For programs." };
        var command = new Command("list", "Lists them, without their content.") { service, endpoint, organization, state, limit, json };
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed.GetValue(service), async messages =>
        {
            var wanted = parsed.GetValue(state)!;
            var found = await messages.ListAsync(
                new MessageFilter(parsed.GetValue(endpoint), wanted == "all" ? null : wanted, parsed.GetValue(organization), Math.Max(1, parsed.GetValue(limit))),
                cancellationToken);
            Print(found, parsed.GetValue(json));
            return 0;
        }));
        return command;
    }

    private static Command Show()
    {
        var id = Id();
        var json = new Option<bool>("--json") { Description = "For programs." };
        var command = new Command("show", "Shows all that is known of one, without its content.") { id, json };
        command.SetAction((parsed, cancellationToken) => OneAsync(parsed.GetValue(id)!, (_, message) =>
        {
            if (parsed.GetValue(json))
            {
                Console.WriteLine(message.Details.ToJsonString(Json));
                return Task.CompletedTask;
            }

            var table = new Table().RoundedBorder().AddColumns("", "").HideHeaders();
            table.AddRow("service", message.Service).AddRow("where", message.Where);
            foreach (var (name, value) in message.Details)
            {
                table.AddRow(name.EscapeMarkup(), (value?.ToString() ?? "").EscapeMarkup());
            }

            AnsiConsole.Write(table);
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static Command Retry()
    {
        var id = Id();
        var command = new Command("retry", "Sends one to its own consumer again, now.") { id };
        command.SetAction((parsed, cancellationToken) => OneAsync(parsed.GetValue(id)!, async (messages, message) =>
        {
            await messages.RetryAsync(message, cancellationToken);
            AnsiConsole.WriteLine($"{message.Id} goes to {message["endpoint"]} of {message.Service} again; './iop parked show {message.Id}' tells how it went.");
        }, cancellationToken));
        return command;
    }

    private static Command Replay()
    {
        var endpoint = new Option<string?>("--endpoint") { Description = "Everything that is parked at this consumer's queue." };
        var failed = new Option<string?>("--failed") { Description = "Everything in the failed queue of this service." };
        var command = new Command("replay", "Sends everything of one place again, now.") { endpoint, failed };
        command.SetAction((parsed, cancellationToken) => WithAsync(null, async messages =>
        {
            var count = (parsed.GetValue(endpoint), parsed.GetValue(failed)) switch
            {
                ({ } queue, null) => await messages.ReplayAsync(ServiceOf(queue), queue, cancellationToken),
                (null, { } service) => await messages.ReturnAllAsync(service, cancellationToken),
                _ => throw new InvalidOperationException("Say either --endpoint or --failed."),
            };
            AnsiConsole.WriteLine($"{count} messages are sent again.");
            return 0;
        }));
        return command;
    }

    private static Command Discard()
    {
        var id = Id();
        var reason = new Option<string>("--reason") { Required = true, Description = "Why nobody needs it handled; kept with it. No patient's facts." };
        var command = new Command("discard", "Gives one up for good, with a reason. A parked one is kept for 90 days.") { id, reason };
        command.SetAction((parsed, cancellationToken) => OneAsync(parsed.GetValue(id)!, async (messages, message) =>
        {
            await messages.DiscardAsync(message, parsed.GetValue(reason)!, cancellationToken);
            AnsiConsole.WriteLine($"{message.Id} of {message.Service} is discarded.");
        }, cancellationToken));
        return command;
    }

    private static Argument<string> Id() => new("id") { Description = "As the list shows it." };

    private static Task<int> OneAsync(string id, Func<ParkedMessages, OperatorsMessage, Task> act, CancellationToken cancellationToken) =>
        WithAsync(null, async messages =>
        {
            if (await messages.FindAsync(id, cancellationToken) is not { } message)
            {
                AnsiConsole.WriteLine($"No service has a message {id}.");
                return 1;
            }

            await act(messages, message);
            return 0;
        });

    private static async Task<int> WithAsync(string? service, Func<ParkedMessages, Task<int>> act)
    {
        using var client = OperatorClient.Open(Checkout.Data);
        return await act(new ParkedMessages(client, service is null ? Services : [service]));
    }

    private static string[] Services => [.. Platform.Topology.Databases.Select(database => database.Name)];

    /// <summary>Queues begin with their service's name.</summary>
    private static string ServiceOf(string endpoint) =>
        Services.FirstOrDefault(service => endpoint.StartsWith(service + "-", StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"No service has an endpoint '{endpoint}'.");

    private static void Print(IReadOnlyList<OperatorsMessage> messages, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(messages, Json));
            return;
        }

        var table = new Table().RoundedBorder().AddColumns("id", "where", "endpoint", "message", "error", "tries", "since", "next try");
        foreach (var message in messages)
        {
            table.AddRow([.. new[]
            {
                message.Id,
                message.Where == "parked" ? message["state"] : "failed queue",
                message["endpoint"],
                message["messageType"]?.Split('.')[^1],
                message["errorType"] ?? message["reason"],
                message["tries"],
                message["firstParkedAt"] ?? message["failedAt"],
                message["nextTryAt"] ?? (message["state"] == "parked" || message.Where == "failed" ? "by hand" : ""),
            }.Select(cell => (cell ?? "").EscapeMarkup())]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(messages.Count == 0 ? "No message." : $"{messages.Count} messages.");
    }
}
