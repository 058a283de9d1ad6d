using System.Diagnostics;
using System.Globalization;
using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

/// <summary>The guard on its own: this test plays the orchestrator that vanishes.</summary>
public sealed class GuardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orchestrator_KilledWithoutWarning_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        var pids = folder.Combine("pids");
        // A parent holds the pipe to the guard and is killed with -9, as an orchestrator might be.
        var script = $$"""
            exec 3> >(exec setsid /bin/sh '{{Path.Combine(AppContext.BaseDirectory, "guard.sh")}}')
            setsid sh -c 'sleep 1000 & sleep 1000' 3>&- & first=$!
            setsid sh -c 'trap "" TERM; sleep 1000 & while :; do sleep 1; done' 3>&- & second=$!
            echo "start 1 $first INT" >&3
            echo "start 2 $second TERM" >&3
            echo "$first $second" > '{{pids}}.new' && mv '{{pids}}.new' '{{pids}}'
            while :; do read -t 1000 <> <(:); done
            """;
        using var orchestrator = Process.Start(new ProcessStartInfo("bash") { ArgumentList = { "-c", script } })!;
        await UntilAsync(() => File.Exists(pids), "the children to start");
        int[] groups = [.. (await File.ReadAllTextAsync(pids, Cancellation)).Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        Assert.All(groups, group => Assert.NotEmpty(ProcessTable.Group(group)));

        orchestrator.Kill();

        await UntilAsync(() => groups.All(group => ProcessTable.Group(group).Count == 0), "every process of both groups to end");
    }

    [Fact]
    public async Task Ended_GroupForgotten_IsNotSignaled()
    {
        using var folder = new TemporaryFolder();
        var guard = Guard.Start();
        using var bystander = Process.Start(new ProcessStartInfo("setsid") { ArgumentList = { "sleep", "1000" } })!;
        await UntilAsync(() => ProcessTable.Group(bystander.Id).Count > 0, "the bystander to lead a group");
        guard.Started(Stage.Service, bystander.Id, "TERM");
        guard.Ended(bystander.Id);

        await guard.DisposeAsync();

        Assert.NotEmpty(ProcessTable.Group(bystander.Id));
        bystander.Kill();
    }

    private static async Task UntilAsync(Func<bool> condition, string expectation)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Patience, $"Expected {expectation}.");
            await Task.Delay(20, Cancellation);
        }
    }
}
