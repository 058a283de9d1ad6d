using CliWrap;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// The user under whom a server runs. PostgreSQL refuses to run as root, and RabbitMQ should not; so root starts them as
/// the users that their packages create, and anybody else starts them as themselves.
/// </summary>
internal static class ServerAccount
{
    public static IReadOnlyList<string> Command(string user, IReadOnlyList<string> command) => Native.IsRoot
        ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--", .. command]
        : command;

    /// <summary>Creates a folder that only the user may enter.</summary>
    public static Task FolderAsync(string user, string path, CancellationToken cancellationToken) => RunAsync(
        Native.IsRoot
            ? ["install", "-d", "-o", user, "-g", user, "-m", "700", path]
            : ["install", "-d", "-m", "700", path],
        cancellationToken);

    /// <summary>Writes a file that only the user may read.</summary>
    public static async Task FileAsync(string user, string path, string text, CancellationToken cancellationToken)
    {
        PrivateFile.Write(path, text);
        if (Native.IsRoot)
        {
            await RunAsync(["chown", $"{user}:{user}", path], cancellationToken);
        }
    }

    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message holds what it wrote.</exception>
    public static async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var output = new System.Text.StringBuilder();
        var sink = PipeTarget.ToStringBuilder(output);
        var result = await Cli.Wrap(command[0]).WithArguments(command.Skip(1))
            .WithWorkingDirectory("/")
            .WithStandardOutputPipe(sink).WithStandardErrorPipe(sink)
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{command[0]}' ended with {result.ExitCode}: {output}");
        }
    }
}
