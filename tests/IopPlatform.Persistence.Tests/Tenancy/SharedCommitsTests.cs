using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Tenancy;

/// <summary>Many messages at once share transactions; each must come out as if it had been alone.</summary>
public sealed class SharedCommitsTests(WidgetsFixture widgets)
{
    private const int Rounds = 8;
    private const int Messages = 60;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_ManyAtOnceOfTwoOrganizations_EachInItsOwn()
    {
        Caller[] callers = [Callers.Staff(Guid.CreateVersion7(), Roles.Therapist), Callers.Staff(Guid.CreateVersion7(), Roles.Therapist)];
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(
            number => Insert(callers[number % 2], Guid.CreateVersion7(), Guid.CreateVersion7()).CommitAsync(Cancel)));

        foreach (var caller in callers)
        {
            Assert.Equal(Messages / 2, (await widgets.VisibleToAsync(caller)).Count);
            Assert.Equal(
                Messages / 2,
                await widgets.As(caller).QuerySingleAsync<long>(
                    "select count(*) from audit a join widgets w on w.id = a.resource_id and a.source_message_id is not null", [], Cancel));
        }
    }

    /// <summary>Again and again, since a change that is tried alone may then meet any connection of the pool.</summary>
    [Fact]
    public async Task Commit_SomeBreakARule_OnlyThoseFailAndAsTheyWouldAlone()
    {
        var caller = Callers.Staff(Guid.CreateVersion7(), Roles.Therapist);
        var (taken, handled) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Insert(caller, taken, handled).CommitAsync(Cancel);
        for (var round = 1; round <= Rounds; round++)
        {
            var good = Enumerable.Range(0, Messages).Select(_ => Insert(caller, Guid.CreateVersion7(), Guid.CreateVersion7()).CommitAsync(Cancel)).ToList();
            var sameRow = Insert(caller, taken, Guid.CreateVersion7()).CommitAsync(Cancel);
            var sameMessage = Insert(caller, Guid.CreateVersion7(), handled).CommitAsync(Cancel);
            var stale = With(caller, Guid.CreateVersion7()).ChangeOne("delete from widgets where id = $1", Guid.CreateVersion7()).CommitAsync(Cancel);
            // Others use the pool's connections meanwhile.
            var others = Enumerable.Range(0, Messages).Select(_ => widgets.VisibleToAsync(caller)).ToList();

            await Task.WhenAll(good);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => sameRow);
            Assert.Equal(PostgresErrorCodes.UniqueViolation, refused.SqlState);
            await Assert.ThrowsAsync<DuplicateMessageException>(() => sameMessage);
            await Assert.ThrowsAsync<StaleWriteException>(() => stale);
            await Task.WhenAll(others);
            Assert.Equal((round * Messages) + 1, (await widgets.VisibleToAsync(caller)).Count);
        }
    }

    private WriteBatch Insert(Caller caller, Guid id, Guid messageId) => With(caller, messageId)
        .Add(
            "insert into widgets (organization_id, id, site_id, patient_id, name, version) values ($1, $2, $3, $4, 'first', 1)",
            caller.OrganizationId, id, Guid.CreateVersion7(), Guid.CreateVersion7())
        .Audit("widget", id);

    private WriteBatch With(Caller caller, Guid messageId) =>
        widgets.As(caller, inbox: new InboxMessage(messageId, "widgets-test")).Write();
}
