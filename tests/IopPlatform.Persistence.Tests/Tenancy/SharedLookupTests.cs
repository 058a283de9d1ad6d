using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Persistence.Tests.Tenancy;

public sealed class SharedLookupTests(WidgetsFixture widgets)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly SharedLookup<string> lookup = new(
        widgets.App, "select id, name from widgets where id = any($1)", row => row.GetString(1));

    [Fact]
    public async Task Find_ManyCallersAtOnce_EachWithinTheirReach()
    {
        Caller[] callers = [Callers.Staff(Guid.CreateVersion7(), Roles.Therapist), Callers.Staff(Guid.CreateVersion7(), Roles.Therapist)];
        Guid[] ids = [await widgets.AddWidgetAsync(callers[0]), await widgets.AddWidgetAsync(callers[1])];

        var found = await Task.WhenAll(
            from caller in Enumerable.Range(0, 2)
            from id in Enumerable.Range(0, 2)
            from time in Enumerable.Range(0, 20)
            select FindAsync(callers[caller], ids[id], caller == id));

        Assert.All(found, one => Assert.Equal(one.IsOwn, one.Name is not null));
    }

    [Fact]
    public async Task Find_DatabaseRefuses_FailsThoseWhoAskedAndNobodyAfter()
    {
        var broken = new SharedLookup<string>(widgets.App, "select id, name from widgets where 1 / 0 = 1 and id = any($1)", row => row.GetString(1));
        var caller = Callers.Staff(Guid.CreateVersion7(), Roles.Therapist);
        var id = await widgets.AddWidgetAsync(caller);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => broken.FindAsync(caller, id, Cancel));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => broken.FindAsync(caller, id, Cancel));
    }

    private async Task<(bool IsOwn, string? Name)> FindAsync(Caller caller, Guid id, bool isOwn) =>
        (isOwn, await lookup.FindAsync(caller, id, Cancel));
}
