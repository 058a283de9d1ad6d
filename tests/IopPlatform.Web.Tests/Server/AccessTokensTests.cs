using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using IopPlatform.Web.Server;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace IopPlatform.Web.Tests.Server;

/// <summary>A refresh token counts once: whoever asks, and however many at once, it is used once and never lost.</summary>
public sealed class AccessTokensTests(SessionStore store)
{
    private const int AtOnce = 6;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan NearItsEnd = TimeSpan.FromSeconds(59);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Caller Therapist = Callers.Staff(Callers.NewOrganization(), Roles.Therapist);
    private readonly MovableTime time = new();
    private readonly TokenEndpoint identity = new();

    [Fact]
    public async Task For_AFreshToken_AsksNobody()
    {
        var access = TestTokens.For(Therapist);
        var ticket = await SignInAsync(Fresh, access);
        Assert.Equal(access, await Instance().ForAsync(ticket, Cancel));
        Assert.Empty(identity.Requests);
    }

    [Fact]
    public async Task For_ATokenNearItsEnd_IsRenewedAndKept()
    {
        var ticket = await SignInAsync(NearItsEnd);
        var renewed = identity.Gives(Therapist with { Roles = [Roles.MedicalDirector] }, "second refresh");
        Assert.Equal(renewed, await Instance().ForAsync(ticket, Cancel));
        Assert.Equal(renewed, await Instance().ForAsync(ticket, Cancel));

        var request = Assert.Single(identity.Requests);
        Assert.Equal("/connect/token", request.Path);
        Assert.Equal("refresh_token", request.Form["grant_type"]);
        Assert.Equal("first refresh", request.Form["refresh_token"]);
        Assert.Equal(AccessTokens.ClientId, request.Form["client_id"]);
        Assert.Equal("secret of the tests", request.Form["client_secret"]);
        var kept = (await store.Tickets(time).FindAsync(ticket, Cancel))!;
        Assert.Equal("second refresh", kept.Properties.GetTokenValue("refresh_token"));
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromMinutes(5), DateTimeOffset.Parse(kept.Properties.GetTokenValue("expires_at")!, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(30));
        // Roles are those of the newest token, and only those.
        Assert.Equal([Roles.MedicalDirector], kept.Principal.FindAll(CallerClaims.Role).Select(claim => claim.Value));
        Assert.Equal(ticket.ToString(), kept.Principal.FindFirst(Tickets.Claim)?.Value);
    }

    [Fact]
    public async Task For_SeveralAtOnceInTwoInstances_RefreshesOnce()
    {
        var ticket = await SignInAsync(NearItsEnd);
        var renewed = identity.Gives(Therapist, "second refresh");
        var answer = identity.Hold();
        var (one, other) = (Instance(), Instance());
        var asking = Enumerable.Range(0, AtOnce).Select(at => (at % 2 == 0 ? one : other).ForAsync(ticket, Cancel)).ToList();
        // The row's lock is held by whoever asks Identity; the first in the queue for it holds the lock of the tuple.
        await Eventually.BecomesTrueAsync(
            async () => identity.Requests.Count == 1 && await store.SqlAsync<long>(
                "select count(*) from pg_locks where locktype = 'tuple' and relation = 'tickets'::regclass") > 0,
            "the others to wait for the ticket's row");
        Assert.All(asking, task => Assert.False(task.IsCompleted));
        answer.SetResult();
        Assert.All(await Task.WhenAll(asking), token => Assert.Equal(renewed, token));
        Assert.Single(identity.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task For_ARefusedRefresh_EndsTheSession(HttpStatusCode refusal)
    {
        var ticket = await SignInAsync(NearItsEnd);
        identity.Refuses(refusal);
        await Assert.ThrowsAsync<SessionEndedException>(() => Instance().ForAsync(ticket, Cancel));
        Assert.Equal(0, await store.SqlAsync<long>("select count(*) from tickets where id = $1", ticket));
        await Assert.ThrowsAsync<SessionEndedException>(() => Instance().ForAsync(ticket, Cancel));
        Assert.Single(identity.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task For_WhileIdentityIsAway_FailsAndKeepsTheSession(HttpStatusCode trouble)
    {
        var ticket = await SignInAsync(NearItsEnd);
        identity.Refuses(trouble);
        await Assert.ThrowsAsync<HttpRequestException>(() => Instance().ForAsync(ticket, Cancel));
        var renewed = identity.Gives(Therapist, "second refresh");
        Assert.Equal(renewed, await Instance().ForAsync(ticket, Cancel));
    }

    [Fact]
    public async Task For_AnAnswerWithoutANewRefreshToken_KeepsTheOldOne()
    {
        var ticket = await SignInAsync(NearItsEnd);
        identity.Gives(Therapist, refresh: null);
        await Instance().ForAsync(ticket, Cancel);
        Assert.Equal("first refresh", (await store.Tickets(time).FindAsync(ticket, Cancel))!.Properties.GetTokenValue("refresh_token"));
    }

    [Fact]
    public async Task For_AnEndedTokenWithoutARefreshToken_EndsTheSession()
    {
        var ticket = await SignInAsync(NearItsEnd, refresh: null);
        await Assert.ThrowsAsync<SessionEndedException>(() => Instance().ForAsync(ticket, Cancel));
        Assert.Empty(identity.Requests);
    }

    [Fact]
    public async Task For_ASessionWhoseTimeIsOver_AsksNobody()
    {
        var ticket = await SignInAsync(Fresh);
        time.Advance(SignInExtensions.Lasts);
        await Assert.ThrowsAsync<SessionEndedException>(() => Instance().ForAsync(ticket, Cancel));
        Assert.Empty(identity.Requests);
    }

    [Fact]
    public async Task End_RevokesTheRefreshTokenAndRemovesTheTicket()
    {
        var ticket = await SignInAsync(Fresh);
        await Instance().EndAsync(ticket, Cancel);
        var request = Assert.Single(identity.Requests);
        Assert.Equal("/connect/revoke", request.Path);
        Assert.Equal("first refresh", request.Form["token"]);
        await Assert.ThrowsAsync<SessionEndedException>(() => Instance().ForAsync(ticket, Cancel));
    }

    [Fact]
    public async Task End_WhileIdentityIsAway_RemovesTheTicketAllTheSame()
    {
        var ticket = await SignInAsync(Fresh);
        identity.IsAway = true;
        await Instance().EndAsync(ticket, Cancel);
        await Assert.ThrowsAsync<SessionEndedException>(() => Instance().ForAsync(ticket, Cancel));
    }

    [Fact]
    public async Task End_OfASessionThatHasEnded_TellsNobody()
    {
        await Instance().EndAsync(Guid.CreateVersion7(), Cancel);
        Assert.Empty(identity.Requests);
    }

    private AccessTokens Instance() => new(
        store.Tickets(time),
        identity,
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Identity:WebSecret", (string?)"secret of the tests")]).Build(),
        time);

    private async Task<Guid> SignInAsync(TimeSpan lasts, string? access = null, string? refresh = "first refresh") => Guid.Parse(
        await store.Tickets(time).StoreAsync(SessionStore.Ticket(Therapist, time.GetUtcNow(), lasts, access, refresh), Cancel));

    /// <summary>Stands for Identity behind the gateway.</summary>
    private sealed class TokenEndpoint : HttpMessageHandler, IHttpClientFactory
    {
        private readonly List<(string Path, Dictionary<string, StringValues> Form)> requests = [];
        private Func<HttpResponseMessage> answer = () => new HttpResponseMessage(HttpStatusCode.OK);
        private Task released = Task.CompletedTask;

        public bool IsAway { get; set; }

        public IReadOnlyList<(string Path, Dictionary<string, StringValues> Form)> Requests
        {
            get
            {
                lock (requests) return [.. requests];
            }
        }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { BaseAddress = new Uri("http://gateway") };

        /// <returns>The access token that it gives from now on.</returns>
        public string Gives(Caller caller, string? refresh)
        {
            var access = TestTokens.For(caller);
            answer = () => new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = refresh is null
                    ? JsonContent.Create(new { access_token = access, expires_in = 300, token_type = "Bearer" })
                    : JsonContent.Create(new { access_token = access, refresh_token = refresh, expires_in = 300, token_type = "Bearer" }),
            };
            return access;
        }

        public void Refuses(HttpStatusCode status) => answer = () => new HttpResponseMessage(status);

        /// <summary>Answers wait until this is set.</summary>
        public TaskCompletionSource Hold()
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            released = gate.Task;
            return gate;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsAway) throw new HttpRequestException("Nobody is there.");
            var form = QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken));
            lock (requests) requests.Add((request.RequestUri!.AbsolutePath, form));
            await released.WaitAsync(cancellationToken);
            return answer();
        }
    }
}
