using System.CommandLine;
using IopPlatform.AppHost.Local;
using IopPlatform.Journeys;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class JourneyCommand
{
    public static Command Create()
    {
        var patients = new Option<int?>("--patients") { Description = "How many patients; 1 unless a folder is given." };
        var parallel = new Option<int>("--parallel") { DefaultValueFactory = _ => 1, Description = "How many journeys at the same time." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "The same seed and day give the same patients." };
        var from = new Option<DirectoryInfo?>("--from") { Description = "A folder of FHIR bundles to send as referrals." };
        var gateway = new Option<Uri?>("--gateway") { Description = "Another platform's gateway; its demo password is in IOP_DEMO_PASSWORD, the seed of its codes in IOP_DEMO_TOTP_SEED." };
        var command = new Command("journey", "Plays patients' journeys through the gateway of the running platform.")
        {
            patients, parallel, seed, from, gateway,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var folder = parsed.GetValue(from);
            var where = Where(parsed.GetValue(gateway));
            return RunAsync(
                new JourneyOptions
                {
                    Gateway = where.Gateway,
                    DemoPassword = where.Password,
                    DemoTotpSeed = where.TotpSeed,
                    Patients = parsed.GetValue(patients) ?? (folder is null ? 1 : 0),
                    Parallel = parsed.GetValue(parallel),
                    Seed = parsed.GetValue(seed),
                    FromFolder = folder?.FullName,
                },
                cancellationToken);
        });
        return command;
    }

    private static (Uri Gateway, string Password, string TotpSeed) Where(Uri? gateway)
    {
        if (gateway is not null)
        {
            return (gateway, Variable("IOP_DEMO_PASSWORD"), Variable("IOP_DEMO_TOTP_SEED"));
        }

        var state = new StateFile(Checkout.Data).Read()
            ?? throw new InvalidOperationException("Nothing runs. './iop up' starts the platform.");
        var secrets = Secrets.Open(Checkout.Data);
        return (new Uri(state.Gateway), secrets.DemoPassword, secrets.DemoTotpSeed);
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"Set {name} to that platform's.");

    private static async Task<int> RunAsync(JourneyOptions options, CancellationToken cancellationToken)
    {
        var report = options.Patients > 1 && AnsiConsole.Profile.Out.IsTerminal
            ? await AnsiConsole.Progress().StartAsync(progress =>
                JourneyRun.RunAsync(options, new BarProgress(progress.AddTask("journeys", maxValue: options.Patients)), cancellationToken))
            : await JourneyRun.RunAsync(options, new StepPrinter(AnsiConsole.Console), cancellationToken);
        JourneyTables.Print(AnsiConsole.Console, report);
        return report.ExitCode;
    }

    /// <summary>One tick for each patient.</summary>
    private sealed class BarProgress(ProgressTask task) : IJourneyProgress
    {
        public void Prepared(string what)
        {
        }

        public void StepDone(string patient, string step, string detail, TimeSpan took)
        {
        }

        public void PatientDone(PatientReport patient) => task.Increment(1);

        public void ReferralDone(ReferralReport referral)
        {
        }
    }
}
