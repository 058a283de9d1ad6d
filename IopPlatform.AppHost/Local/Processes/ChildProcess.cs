using System.Diagnostics;

namespace IopPlatform.AppHost.Local;

/// <summary>How to start a process.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Environment">Added to the environment of this process; null removes a variable.</param>
internal sealed record LaunchSpec(
    IReadOnlyList<string> Command, IReadOnlyDictionary<string, string?> Environment, string WorkingFolder)
{
    public static readonly IReadOnlyDictionary<string, string?> NoEnvironment = new Dictionary<string, string?>();
}

/// <summary>A running process that leads a process group of its own and is known to the guard.</summary>
internal sealed class ChildProcess : IDisposable
{
    // Waits for a line before it becomes the program: if this process dies before the guard has learned of the group, the
    // line never comes and nothing starts. By bash, because dash drops variables with a hyphen in their names.
    private const string WaitForGo = "read -r go && exec \"$@\" </dev/null";
    private static readonly TimeSpan LastLinesWithin = TimeSpan.FromSeconds(1);
    private readonly Process process;
    private readonly Guard guard;

    private ChildProcess(Process process, Guard guard)
    {
        this.process = process;
        this.guard = guard;
        Id = process.Id;
    }

    /// <summary>Number of the process and of its group.</summary>
    public int Id { get; }

    public static ChildProcess Start(LaunchSpec spec, Stage stage, string signal, Guard guard, Action<string> onLine)
    {
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList = { "/bin/bash", "--norc", "-c", WaitForGo, "bash" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingFolder,
        };
        foreach (var argument in spec.Command)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, data) => Forward(data.Data);
        process.ErrorDataReceived += (_, data) => Forward(data.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (guard.Started(stage, process.Id, signal))
        {
            process.StandardInput.Write("go\n");
        }

        process.StandardInput.Close();
        return new ChildProcess(process, guard);

        void Forward(string? line)
        {
            if (line is not null)
            {
                onLine(line);
            }
        }
    }

    /// <summary>Waits for the end and returns the exit code (128 + the signal's number after a signal).</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource();
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult();
        process.EnableRaisingEvents = true;
        await exited.Task;
        patience.CancelAfter(LastLinesWithin);
        try
        {
            // A grandchild may hold the pipes open after the leader has ended; its lines are not waited for.
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
        }

        if (ProcessTable.Group(Id).Count == 0)
        {
            guard.Ended(Id);
        }

        return process.ExitCode;
    }

    /// <summary>Kills the whole group at once; in the first moment, before setsid has run, there is only the process.</summary>
    public void Kill()
    {
        if (!Native.Signal(-Id, Native.SignalKill))
        {
            Native.Signal(Id, Native.SignalKill);
        }
    }

    /// <summary>SIGTERM to the program alone, as from outside.</summary>
    public void AskToEnd() => Native.Signal(Id, Native.SignalTerminate);

    /// <summary>The same to its whole group, by the signal that it ends upon in good order.</summary>
    public void AskToEnd(string signal) => Native.Signal(-Id, signal == "INT" ? Native.SignalInterrupt : Native.SignalTerminate);

    public void Dispose() => process.Dispose();
}
