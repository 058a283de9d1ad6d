using System.Threading.Channels;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Persistence.Tests.Tenancy;

public sealed class GatheringQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<IReadOnlyList<int>> groups = Channel.CreateUnbounded<IReadOnlyList<int>>();
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Add_WhileAGroupIsHandled_GoTogetherInTheNext()
    {
        var queue = new GatheringQueue<int>(10, HandleAsync);
        queue.Add(1);
        Assert.Equal([1], await NextAsync());
        queue.Add(2);
        queue.Add(3);
        first.SetResult();
        Assert.Equal([2, 3], await NextAsync());
    }

    [Fact]
    public async Task Add_MoreThanAGroupHolds_GoInTheirOrder()
    {
        var queue = new GatheringQueue<int>(2, HandleAsync);
        queue.Add(1);
        Assert.Equal([1], await NextAsync());
        foreach (var item in new[] { 2, 3, 4 }) queue.Add(item);
        first.SetResult();
        Assert.Equal([2, 3], await NextAsync());
        Assert.Equal([4], await NextAsync());
    }

    [Fact]
    public async Task Add_ToAnIdleQueue_GoesAtOnce()
    {
        first.SetResult();
        var queue = new GatheringQueue<int>(2, HandleAsync);
        foreach (var item in Enumerable.Range(1, 20))
        {
            queue.Add(item);
            Assert.Equal([item], await NextAsync());
        }
    }

    private async Task HandleAsync(IReadOnlyList<int> group)
    {
        await groups.Writer.WriteAsync(group);
        await first.Task;
    }

    private async Task<IReadOnlyList<int>> NextAsync() =>
        await groups.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
}
