using CliWrap;
using Spectre.Console;

namespace IopPlatform.AppHost.Local;

/// <summary>Installs the missing servers and programs from Debian without starting Debian's own instances of them.</summary>
internal static class PrerequisiteInstallation
{
    /// <exception cref="PrerequisiteException">Something is missing and cannot be installed from here.</exception>
    public static async Task EnsureAsync(
        IAnsiConsole console, CancellationToken cancellationToken, params IReadOnlyList<Prerequisite> besides)
    {
        var missing = Prerequisite.Missing(besides);
        if (missing.Count == 0)
        {
            return;
        }

        var names = string.Join(", ", missing.Select(one => one.Name));
        var packages = missing.Select(one => one.Package).ToList();
        if (!File.Exists("/etc/debian_version"))
        {
            throw new PrerequisiteException($"Missing: {names}. Installing them is only known for Debian 12; install them, or name running servers (see './iop doctor').");
        }

        var prefix = await AsRootAsync(cancellationToken)
            ?? throw new PrerequisiteException(
                $"Missing: {names}. This user may not install packages. Run as root:\n  apt-get install --no-install-recommends {string.Join(' ', packages)}");
        console.WriteLine($"Missing: {names}. Installing the Debian packages {string.Join(", ", packages)}; none of their services is started.");
        await using (await QuietInstallation.BeginAsync("/", prefix, cancellationToken))
        {
            if (!await InstallAsync(console, prefix, packages, cancellationToken))
            {
                // The package lists may be missing or too old to find the files.
                await RunAsync(console, [.. prefix, "apt-get", "update"], cancellationToken);
                if (!await InstallAsync(console, prefix, packages, cancellationToken))
                {
                    throw new PrerequisiteException($"apt-get could not install {string.Join(", ", packages)}; its messages are above.");
                }
            }
        }

        var left = Prerequisite.Missing(besides);
        if (left.Count > 0)
        {
            throw new PrerequisiteException($"The packages are installed, but {string.Join(", ", left.Select(one => one.Program))} is not there.");
        }
    }

    private static Task<bool> InstallAsync(IAnsiConsole console, IReadOnlyList<string> prefix, IReadOnlyList<string> packages, CancellationToken cancellationToken) =>
        RunAsync(
            console,
            [.. prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q", "--no-install-recommends", .. packages],
            cancellationToken);

    private static async Task<bool> RunAsync(IAnsiConsole console, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var lines = PipeTarget.ToDelegate(line => console.MarkupLineInterpolated($"[grey]  {line}[/]"));
        var result = await Cli.Wrap(command[0]).WithArguments(command.Skip(1))
            .WithStandardOutputPipe(lines).WithStandardErrorPipe(lines)
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancellationToken);
        return result.ExitCode == 0;
    }

    /// <returns>What to put before a command so that it runs as root; null when that is not possible without a password.</returns>
    private static async Task<IReadOnlyList<string>?> AsRootAsync(CancellationToken cancellationToken)
    {
        if (Native.IsRoot)
        {
            return [];
        }

        try
        {
            await ServerAccount.RunAsync(["sudo", "-n", "true"], cancellationToken);
            return ["sudo", "-n"];
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
