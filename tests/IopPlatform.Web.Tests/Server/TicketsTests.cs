using System.Text;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using IopPlatform.Web.Server;
using Microsoft.AspNetCore.Authentication;

namespace IopPlatform.Web.Tests.Server;

/// <summary>Sessions of browsers in the database: sealed, bound to their row, and over when they are over.</summary>
public sealed class TicketsTests(SessionStore store)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Caller Therapist = Callers.Staff(Callers.NewOrganization(), Roles.Therapist);
    private readonly MovableTime time = new();

    [Fact]
    public async Task Store_ThenFindByAnotherInstance_GivesTheTicketWithItsOwnId()
    {
        var id = await StoreAsync(store.Tickets(time));
        var found = await store.Tickets(time).FindAsync(id, Cancel);
        Assert.NotNull(found);
        Assert.Equal("first refresh", found.Properties.GetTokenValue("refresh_token"));
        Assert.Equal(id.ToString(), found.Principal.FindFirst(Tickets.Claim)?.Value);
    }

    [Fact]
    public async Task Store_Each_HasAnIdOfItsOwn()
    {
        var tickets = store.Tickets(time);
        Assert.NotEqual(await StoreAsync(tickets), await StoreAsync(tickets));
    }

    [Fact]
    public async Task Store_LooksIntoTheRow_FindsNeitherTokenNorPerson()
    {
        var access = TestTokens.For(Therapist);
        var id = await StoreAsync(store.Tickets(time), access);
        var row = Encoding.Latin1.GetString((await store.SqlAsync<byte[]>("select sealed from tickets where id = $1", id))!);
        Assert.DoesNotContain("first refresh", row, StringComparison.Ordinal);
        Assert.DoesNotContain(access[..20], row, StringComparison.Ordinal);
        Assert.DoesNotContain(Therapist.Subject, row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_InTheDatabase_AreSealed()
    {
        await StoreAsync(store.Tickets(time));
        var xml = await store.SqlAsync<string>("select string_agg(xml, ' ') from protection_keys");
        Assert.Contains("<sealed", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_UnderAForeignPlatformKey_OpensNothing()
    {
        // A database of its own: whoever opens one with a foreign key adds a key that nobody else can use.
        await using var own = new SessionStore();
        await own.InitializeAsync();
        var id = await StoreAsync(own.Tickets(time));
        Assert.Null(await own.Tickets(time, TestKeys.NewKey()).FindAsync(id, Cancel));
        Assert.NotNull(await own.Tickets(time).FindAsync(id, Cancel));
    }

    [Fact]
    public async Task Find_OfATicketThatWasMovedToAnotherRow_OpensNothing()
    {
        var tickets = store.Tickets(time);
        var (victim, own) = (await StoreAsync(tickets), await StoreAsync(tickets));
        await store.SqlAsync<object>("update tickets set sealed = (select sealed from tickets where id = $1) where id = $2", victim, own);
        Assert.Null(await tickets.FindAsync(own, Cancel));
        Assert.NotNull(await tickets.FindAsync(victim, Cancel));
    }

    [Fact]
    public async Task Find_OfAChangedByte_OpensNothing()
    {
        var tickets = store.Tickets(time);
        var id = await StoreAsync(tickets);
        await store.SqlAsync<object>("update tickets set sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40)) where id = $1", id);
        Assert.Null(await tickets.FindAsync(id, Cancel));
        Assert.Null(await tickets.ChangeAsync(id, _ => throw new InvalidOperationException("Nothing is there to change."), Cancel));
    }

    [Fact]
    public async Task Find_AfterTheSessionsTime_GivesNothing()
    {
        var tickets = store.Tickets(time);
        var id = await StoreAsync(tickets);
        time.Advance(SignInExtensions.Lasts - TimeSpan.FromMinutes(1));
        Assert.NotNull(await tickets.FindAsync(id, Cancel));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await tickets.FindAsync(id, Cancel));
    }

    [Fact]
    public async Task Prune_RemovesWhatIsOverAndNothingElse()
    {
        var tickets = store.Tickets(time);
        var over = await StoreAsync(tickets);
        time.Advance(SignInExtensions.Lasts);
        var present = await StoreAsync(tickets);
        await tickets.PruneAsync(Cancel);
        Assert.Equal(0, await CountAsync(over));
        Assert.Equal(1, await CountAsync(present));
    }

    [Fact]
    public async Task Remove_EndsTheSessionForEveryInstance()
    {
        var id = await StoreAsync(store.Tickets(time));
        await store.Tickets(time).RemoveAsync(id.ToString(), Cancel);
        Assert.Null(await store.Tickets(time).RetrieveAsync(id.ToString(), Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no id")]
    [InlineData("'; delete from tickets; --")]
    public async Task Key_ThatIsNoId_IsNobodys(string key)
    {
        var tickets = store.Tickets(time);
        var id = await StoreAsync(tickets);
        Assert.Null(await tickets.RetrieveAsync(key, Cancel));
        await tickets.RemoveAsync(key, Cancel);
        Assert.NotNull(await tickets.FindAsync(id, Cancel));
    }

    [Fact]
    public async Task Change_ToNothing_EndsTheSession()
    {
        var tickets = store.Tickets(time);
        var id = await StoreAsync(tickets);
        Assert.Null(await tickets.ChangeAsync(id, _ => Task.FromResult<AuthenticationTicket?>(null), Cancel));
        Assert.Equal(0, await CountAsync(id));
    }

    [Fact]
    public async Task Change_ThatFails_LeavesTheTicketAsItWas()
    {
        var tickets = store.Tickets(time);
        var id = await StoreAsync(tickets);
        await Assert.ThrowsAsync<HttpRequestException>(() => tickets.ChangeAsync(
            id,
            present =>
            {
                present.Properties.UpdateTokenValue("refresh_token", "lost");
                throw new HttpRequestException();
            },
            Cancel));
        Assert.Equal("first refresh", (await tickets.FindAsync(id, Cancel))?.Properties.GetTokenValue("refresh_token"));
    }

    private async Task<Guid> StoreAsync(Tickets tickets, string? access = null) => Guid.Parse(await tickets.StoreAsync(
        SessionStore.Ticket(Therapist, time.GetUtcNow(), TimeSpan.FromMinutes(10), access), Cancel));

    private Task<long> CountAsync(Guid id) => store.SqlAsync<long>("select count(*) from tickets where id = $1", id);
}
