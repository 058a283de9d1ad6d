using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IopPlatform.AppHost.Local;
using IopPlatform.AppHost.Operating;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Rotates encryption keys while the platform runs, and shows how far re-encryption is.</summary>
internal static class KeysCommand
{
    /// <summary>Every service keeps the data keys of its own database.</summary>
    private static readonly IReadOnlyList<string> Services = [.. Platform.Topology.Databases.Select(database => database.Name)];

    public static Command Create() => new("keys", "Shows and rotates the keys that data are encrypted with, and the key that signs tokens.")
    {
        Status(), Rotate(), RotatePlatform(), RotateSigningCommand.Create(),
    };

    private static Command Status()
    {
        var organization = Organization();
        var command = new Command("status", "Shows the data keys of each service and how many values stand under each.") { organization };
        command.SetAction((parsed, cancellationToken) => WithOperatorAsync(
            client => ShowAsync(client, parsed.GetValue(organization), cancellationToken)));
        return command;
    }

    private static Command Rotate()
    {
        var organization = Organization();
        var all = new Option<bool>("--all") { Description = "Every organization." };
        var command = new Command("rotate", "Makes new data keys; values are encrypted again in the background.") { organization, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(organization) is null == !result.GetValue(all))
            {
                result.AddError("Say either --organization <id> or --all.");
            }
        });
        command.SetAction((parsed, cancellationToken) => WithOperatorAsync(
            client => RotateAsync(client, parsed.GetValue(organization), cancellationToken)));
        return command;
    }

    private static Command RotatePlatform()
    {
        var command = new Command("rotate-platform", "Makes a new platform key and wraps every data key by it.");
        command.SetAction((_, cancellationToken) => WithOperatorAsync(client => RotatePlatformAsync(client, cancellationToken)));
        return command;
    }

    private static Option<Guid?> Organization() => new("--organization") { Description = "The organization's id." };

    private static async Task<int> WithOperatorAsync(Func<OperatorClient, Task<int>> act)
    {
        using var client = OperatorClient.Open(Checkout.Data);
        return await act(client);
    }

    private static async Task<int> ShowAsync(OperatorClient client, Guid? organization, CancellationToken cancellationToken)
    {
        var table = new Table().RoundedBorder().AddColumns("service", "organization", "purpose", "number", "state", "values", "platform key", "made");
        foreach (var service in Services)
        {
            var query = organization is { } id ? $"?organizationId={id}" : "";
            foreach (var key in (await client.GetAsync(service, $"/internal/keys{query}", cancellationToken))!.AsArray())
            {
                table.AddRow(
                    service, Text(key, "organizationId"), Text(key, "purpose"), Text(key, "number"),
                    key!["newest"]!.GetValue<bool>() ? "newest" : "former", Text(key, "rows"), Text(key, "platformKey"),
                    key["createdAt"]!.GetValue<DateTimeOffset>().ToString("u", CultureInfo.InvariantCulture));
            }
        }

        AnsiConsole.Write(table.Caption("A former key is deleted one hour after its successor was made, once no value stands under it."));
        return 0;
    }

    private static async Task<int> RotateAsync(OperatorClient client, Guid? organization, CancellationToken cancellationToken)
    {
        foreach (var service in Services)
        {
            var answer = await client.PostAsync(service, "/internal/keys/rotate", new { organizationId = organization }, cancellationToken);
            AnsiConsole.WriteLine($"{service}: {Text(answer, "keys")} new data keys");
        }

        AnsiConsole.WriteLine("Values are encrypted again in the background; './iop keys status' shows how far it is.");
        return 0;
    }

    private static async Task<int> RotatePlatformAsync(OperatorClient client, CancellationToken cancellationToken)
    {
        var file = PlatformKeyFile.Open(Checkout.Data, PlatformKeyFile.DefaultFolder);
        file.AddKey();
        var left = 0;
        foreach (var service in Services)
        {
            var answer = await client.PostAsync(service, "/internal/keys/rewrap", null, cancellationToken);
            left += answer!["left"]!.GetValue<int>();
            AnsiConsole.WriteLine($"{service}: {Text(answer, "wrapped")} data keys wrapped anew, {Text(answer, "left")} left");
        }

        AnsiConsole.WriteLine(left == 0
            ? $"The new platform key stands first in {file.Path}. Keep a copy of the file; the former keys in it open older backups only."
            : "Some data keys could not be unwrapped and still need their former platform key; the services' logs name them.");
        return left == 0 ? 0 : 1;
    }

    private static string Text(JsonNode? node, string member) => node![member]!.ToString();
}
