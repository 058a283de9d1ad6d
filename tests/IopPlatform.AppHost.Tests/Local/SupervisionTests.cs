using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class SupervisionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dispose_ChildrenThatIgnoreSignals_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        var supervision = await Supervision.StartAsync(folder.Path, Cancellation);
        var obedient = supervision.Add(Shell("obedient", "sleep 1000 & sleep 1000"));
        var stubborn = supervision.Add(Shell("stubborn", "trap '' TERM; sleep 1000 & while :; do sleep 1; done"), obedient.Ready);
        await stubborn.Ready.WaitAsync(Patience, Cancellation);
        int[] groups = [obedient.ProcessId!.Value, stubborn.ProcessId!.Value];
        Assert.All(groups, group => Assert.NotEmpty(ProcessTable.Group(group)));

        await supervision.DisposeAsync();

        Assert.All(groups, group => Assert.Empty(ProcessTable.Group(group)));
        Assert.Equal(ResourceState.Stopped, obedient.State);
    }

    [Fact]
    public async Task Start_FolderInUse_SaysSo()
    {
        using var folder = new TemporaryFolder();
        await using var first = await Supervision.StartAsync(folder.Path, Cancellation);

        await Assert.ThrowsAsync<FolderInUseException>(() => Supervision.StartAsync(folder.Path, Cancellation));
    }

    [Fact]
    public async Task Kill_RunningChild_StartsAgain()
    {
        using var folder = new TemporaryFolder();
        await using var supervision = await Supervision.StartAsync(folder.Path, Cancellation);
        var again = new TaskCompletionSource();
        var child = supervision.Add(Shell("child", "sleep 1000"));
        await child.Ready.WaitAsync(Patience, Cancellation);
        var first = child.ProcessId;
        supervision.Changed += () =>
        {
            if (child is { State: ResourceState.Healthy, Restarts: 1 })
            {
                again.TrySetResult();
            }
        };

        child.Kill();
        await again.Task.WaitAsync(Patience, Cancellation);

        Assert.NotEqual(first, child.ProcessId);
    }

    [Fact]
    public async Task Ready_DependencyFails_NamesItAndStartsNothing()
    {
        using var folder = new TemporaryFolder();
        await using var supervision = await Supervision.StartAsync(folder.Path, Cancellation);
        var failing = supervision.Add(Shell("failing", "exit 3") with { OneShot = true });
        var dependent = supervision.Add(Shell("dependent", "sleep 1000"), failing.Ready);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => dependent.Ready.WaitAsync(Patience, Cancellation));

        Assert.Contains("failing ended with 3", exception.Message);
        Assert.Equal((ResourceState.Failed, ResourceState.Stopped), (failing.State, dependent.State));
        Assert.Null(dependent.ProcessId);
    }

    [Fact]
    public async Task Environment_NameWithHyphen_ReachesTheChild()
    {
        using var folder = new TemporaryFolder();
        var supervision = await Supervision.StartAsync(folder.Path, Cancellation);
        var resource = Shell("child", "env") with
        {
            OneShot = true,
            Prepare = _ => Task.FromResult(new LaunchSpec(
                ["env"], new Dictionary<string, string?> { ["ConnectionStrings__a-b"] = "found" }, "/")),
        };
        await supervision.Add(resource).Ready.WaitAsync(Patience, Cancellation);
        await supervision.DisposeAsync();

        Assert.Contains(
            LogFiles.Tail(DataFolder.Logs(folder.Path), "child", 200), entry => entry.Message == "ConnectionStrings__a-b=found");
    }

    [Fact]
    public async Task Stop_RunningChild_StaysStoppedUntilStarted()
    {
        using var folder = new TemporaryFolder();
        await using var supervision = await Supervision.StartAsync(folder.Path, Cancellation);
        var child = supervision.Add(Shell("child", "sleep 1000"));
        await child.Ready.WaitAsync(Patience, Cancellation);
        var first = child.ProcessId!.Value;

        await child.StopAsync(Cancellation).WaitAsync(Patience, Cancellation);

        Assert.Equal((ResourceState.Stopped, (int?)null, 0), (child.State, child.ProcessId, child.Restarts));
        Assert.Empty(ProcessTable.Group(first));
        Assert.True(child.LastExit!.Asked);
        Assert.True(child.Start());
        await Eventually(supervision, () => child.State == ResourceState.Healthy);
        Assert.NotEqual(first, child.ProcessId);
        Assert.Equal(0, child.Restarts);
        Assert.False(child.Start());
    }

    [Fact]
    public async Task Stop_WhileItWaitsToStartAgain_EndsTheWait()
    {
        using var folder = new TemporaryFolder();
        await using var supervision = await Supervision.StartAsync(folder.Path, Cancellation);
        var child = supervision.Add(Shell("child", "sleep 0.2; exit 4"));
        await Eventually(supervision, () => child.State == ResourceState.Restarting && child.LastExit?.Code == 4);

        await child.StopAsync(Cancellation).WaitAsync(Patience, Cancellation);

        Assert.Equal(ResourceState.Stopped, child.State);
    }

    [Fact]
    public async Task Start_ChildThatFailed_RunsAgain()
    {
        using var folder = new TemporaryFolder();
        await using var supervision = await Supervision.StartAsync(folder.Path, Cancellation);
        var mark = folder.Combine("mended");
        var child = supervision.Add(Shell("child", $"test -e {mark}") with { OneShot = true });
        await Assert.ThrowsAsync<InvalidOperationException>(() => child.Ready.WaitAsync(Patience, Cancellation));
        Assert.Equal(ResourceState.Failed, child.State);
        await File.WriteAllTextAsync(mark, "", Cancellation);

        Assert.True(child.Start());

        await Eventually(supervision, () => child.State == ResourceState.Completed);
    }

    [Theory]
    [InlineData(3, "ended with 3")]
    [InlineData(137, "was killed by SIGKILL (137)")]
    [InlineData(128 + 40, "was killed by signal 40 (168)")]
    public void Words_ExitCode_SayWhy(int code, string expected) => Assert.Equal(expected, ProcessExit.Words(code));

    /// <summary>Waits for the changes that the supervision tells of, not for time.</summary>
    internal static async Task Eventually(Supervision supervision, Func<bool> condition)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        supervision.Changed += Look;
        Look();
        await reached.Task.WaitAsync(Patience, Cancellation);
        supervision.Changed -= Look;

        void Look()
        {
            if (condition())
            {
                reached.TrySetResult();
            }
        }
    }

    internal static ProcessResource Shell(string name, string script) => new(
        name,
        Stage.Service,
        _ => Task.FromResult(new LaunchSpec(["/bin/sh", "-c", script], LaunchSpec.NoEnvironment, "/")),
        _ => Task.FromResult(true));
}
