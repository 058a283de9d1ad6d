using System.CommandLine;
using System.Text.Json;
using IopPlatform.AppHost.Local;
using IopPlatform.Persistence.Audit.Sealing;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class AuditCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() =>
        new("audit", "Proves the audit trail against its seals.") { CreateVerify(), CreateKeys() };

    private static Command CreateVerify()
    {
        var json = new Option<bool>("--json") { Description = "Write the findings as JSON." };
        var expected = new Option<string[]>("--expect-head")
        {
            Description = "A head noted before, as service=sequence:hash; it must still be in the file. May be repeated.",
        };
        var keys = new Option<DirectoryInfo?>("--keys") { Description = "A folder of service.pem files instead of this platform's own keys." };
        var command = new Command("verify", "Checks every batch and every sealed row; 1 when anything was changed, removed or added.")
        {
            json, expected, keys,
        };
        command.SetAction((parsed, cancellationToken) =>
            VerifyAsync(parsed.GetValue(json), parsed.GetValue(expected) ?? [], parsed.GetValue(keys), cancellationToken));
        return command;
    }

    private static Command CreateKeys()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where service.pem files are written." };
        var command = new Command("keys", "Writes the public keys, for a verifier elsewhere.") { folder };
        command.SetAction(parsed => WriteKeys(parsed.GetRequiredValue(folder)));
        return command;
    }

    private static async Task<int> VerifyAsync(
        bool json, string[] expected, DirectoryInfo? keys, CancellationToken cancellationToken)
    {
        var noted = expected.ToDictionary(text => text.Split('=')[0], Noted);
        await using var platform = await AuditedPlatform.OpenAsync(Checkout.Data, cancellationToken);
        if (noted.Keys.Except(platform.Services).FirstOrDefault() is { } unknown)
        {
            throw new InvalidOperationException($"There is no service '{unknown}'.");
        }

        var findings = new List<AuditFindings>();
        foreach (var service in platform.Services)
        {
            findings.Add(await platform.VerifyAsync(service, noted.GetValueOrDefault(service), keys?.FullName, cancellationToken));
        }

        if (json) Console.WriteLine(JsonSerializer.Serialize(findings, Json));
        else AuditTable.Print(AnsiConsole.Console, findings);
        return findings.All(finding => finding.Sound) ? 0 : 1;
    }

    private static NotedHead Noted(string text) => text.Split('=') is [_, var head] && NotedHead.Parse(head) is { } noted
        ? noted
        : throw new InvalidOperationException($"'{text}' is not service=sequence:hash.");

    private static int WriteKeys(DirectoryInfo folder)
    {
        folder.Create();
        var secrets = Secrets.Open(Checkout.Data);
        foreach (var database in Platform.Topology.Databases)
        {
            File.WriteAllText(Path.Combine(folder.FullName, database.Name + ".pem"), secrets.AuditPublicKey(database.Name) + "\n");
        }

        AnsiConsole.WriteLine($"Wrote {Platform.Topology.Databases.Count} public keys to {folder.FullName}.");
        return 0;
    }
}
