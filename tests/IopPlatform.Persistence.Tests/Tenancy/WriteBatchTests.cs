using Dapper;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Persistence.Tests.Tenancy;

public sealed class WriteBatchTests(WidgetsFixture widgets)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private const string Touch = "update widgets set version = version + 1 where id = $1";
    private readonly Caller caller = Callers.Staff(Guid.CreateVersion7(), Roles.Therapist);

    [Fact]
    public async Task ChangeOne_SeenVersionIsOld_ChangesNothingOfTheBatch()
    {
        var id = await widgets.AddWidgetAsync(caller);
        await RenameAsync(id, seen: 1, "second").CommitAsync(Cancel);

        await Assert.ThrowsAsync<StaleWriteException>(
            () => RenameAsync(id, seen: 1, "third").Audit("widget", id).CommitAsync(Cancel));

        Assert.Equal("second", await widgets.As(caller).QuerySingleAsync<string>("select name from widgets where id = $1", [id], Cancel));
        Assert.Empty(await widgets.As(caller).QueryAsync<string>("select action from audit where resource_id = $1", [id], Cancel));
    }

    [Fact]
    public async Task Audit_Committed_NamesSubjectActionAndResource()
    {
        var id = await widgets.AddWidgetAsync(caller);
        await RenameAsync(id, seen: 1, "second").Audit("widget", id, details: new { code = "renamed" }).CommitAsync(Cancel);

        var row = await widgets.As(caller).QuerySingleAsync<string>(
            "select subject || ' ' || action || ' ' || resource_type || ' ' || (details->>'code') from audit where resource_id = $1", [id], Cancel);
        Assert.Equal($"{caller.Subject} widget.test widget renamed", row);
    }

    [Fact]
    public async Task Audit_UpdateOrDelete_IsRefusedByTheDatabase()
    {
        var id = await widgets.AddWidgetAsync(caller);
        await RenameAsync(id, seen: 1, "second").Audit("widget", id).CommitAsync(Cancel);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => widgets.As(caller).Write().Add("update audit set action = 'x'").CommitAsync(Cancel));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => widgets.As(caller).Write().Add("delete from audit").CommitAsync(Cancel));
    }

    [Fact]
    public async Task Created_SameKeyTwice_CommitsOnce()
    {
        var request = new IdempotencyRequest("key-1", "POST /widgets", [1]);
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Insert(first, request).Created(first).CommitAsync(Cancel);

        await Assert.ThrowsAsync<DuplicateRequestException>(() => Insert(second, request).Created(second).CommitAsync(Cancel));
        Assert.Equal([first], await widgets.VisibleToAsync(caller));
    }

    /// <summary>Both hold what the other wants next: PostgreSQL gives one of them up, which comes again.</summary>
    [Fact]
    public async Task Commit_TwoBlockEachOther_BothAreDone()
    {
        const long gate = 4711;
        var (one, two) = (await widgets.AddWidgetAsync(caller), await widgets.AddWidgetAsync(caller));
        await using var keeper = await widgets.App.OpenConnectionAsync(Cancel);
        await keeper.ExecuteAsync($"select pg_advisory_lock({gate})");

        var changes = new[] { Crossing(one, two), Crossing(two, one) }.Select(change => change.CommitAsync(Cancel)).ToList();
        await Eventually.BecomesTrueAsync(
            async () => await keeper.ExecuteScalarAsync<int>($"select count(*)::int from pg_locks where objid = {gate} and not granted") == 2,
            "both to have changed their first widget");
        await keeper.ExecuteAsync($"select pg_advisory_unlock({gate})");
        await Task.WhenAll(changes);

        var versions = await widgets.As(caller).QueryAsync<long>("select version from widgets where id = any($1)", [new[] { one, two }], Cancel);
        Assert.Equal([3, 3], versions);

        WriteBatch Crossing(Guid first, Guid second) => widgets.As(caller).Write()
            .Add(Touch, first)
            .Add($"select pg_advisory_xact_lock_shared({gate})")
            .Add(Touch, second);
    }

    [Fact]
    public async Task Commit_MessageHandledBefore_HasNoSecondEffect()
    {
        var message = new InboxMessage(Guid.CreateVersion7(), "widgets-keep");
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Insert(first, inbox: message).CommitAsync(Cancel);

        await Assert.ThrowsAsync<DuplicateMessageException>(() => Insert(second, inbox: message).CommitAsync(Cancel));
        Assert.Equal([first], await widgets.VisibleToAsync(caller));
    }

    private WriteBatch RenameAsync(Guid id, long seen, string name) => widgets.As(caller).Write().ChangeOne(
        "update widgets set name = $3, version = version + 1 where id = $1 and version = $2", id, seen, name);

    private WriteBatch Insert(Guid id, IdempotencyRequest? request = null, InboxMessage? inbox = null) => widgets.As(caller, request, inbox).Write().Add(
        "insert into widgets (organization_id, id, site_id, patient_id, name, version) values ($1, $2, $2, $2, 'first', 1)",
        caller.OrganizationId, id);
}
