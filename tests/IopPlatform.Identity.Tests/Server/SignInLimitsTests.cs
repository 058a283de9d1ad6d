using System.Net;
using IopPlatform.Identity.Server;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.Identity.Tests.Server;

public sealed class SignInLimitsTests(IdentityFixture fixture)
{
    [Fact]
    public void Limiter_OneAddress_EndsAtItsLimitAndLeavesOthersAlone()
    {
        using var limiter = SignInLimits.Limiter(perAddress: 3, perAccount: 100);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(number => Passes("10.0.0.1", $"{number}@people.example")));
        Assert.True(Passes("10.0.0.2", "0@people.example"));

        bool Passes(string address, string email)
        {
            using var lease = limiter.AttemptAcquire(Request("/sign-in", address, ("Email", email)));
            return lease.IsAcquired;
        }
    }

    [Fact]
    public void Limiter_OneAccountFromManyAddresses_EndsAtItsLimit()
    {
        using var limiter = SignInLimits.Limiter(perAddress: 100, perAccount: 3);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(number => Passes($"10.0.1.{number}", " Somebody@People.example")));
        Assert.True(Passes("10.0.1.9", "another@people.example"));

        bool Passes(string address, string email)
        {
            using var lease = limiter.AttemptAcquire(Request("/sign-in", address, ("Email", email)));
            return lease.IsAcquired;
        }
    }

    [Theory]
    [InlineData("client_credentials", false)]
    [InlineData("refresh_token", true)]
    public void Limiter_TokenEndpoint_CountsClientsByThemselvesAndEverybodysToolsNot(string grant, bool passes)
    {
        using var limiter = SignInLimits.Limiter(perAddress: 100, perAccount: 1);
        Assert.Equal([true, passes], Enumerable.Range(0, 2).Select(number =>
        {
            using var lease = limiter.AttemptAcquire(
                Request("/connect/token", $"10.0.2.{number}", ("grant_type", grant), ("client_id", "one")));
            return lease.IsAcquired;
        }));
    }

    [Fact]
    public void Limiter_OtherRequests_AreNotCounted()
    {
        using var limiter = SignInLimits.Limiter(perAddress: 1, perAccount: 1);
        Assert.All(Enumerable.Range(0, 5), _ =>
        {
            using var lease = limiter.AttemptAcquire(Request("/api/identity/sessions/end-all", "10.0.3.1"));
            Assert.True(lease.IsAcquired);
        });
    }

    /// <summary>The fixture allows 300 attempts a minute for one account.</summary>
    [Fact]
    public async Task Service_TooManyAttempts_AnswersWhenToComeBack()
    {
        using var client = fixture.AnonymousClient();
        for (var attempt = 0; ; attempt++)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("Email", "limited@people.example")]);
            using var response = await client.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);
            if (response.StatusCode != HttpStatusCode.TooManyRequests)
            {
                Assert.True(attempt < IdentityFixture.AttemptsPerAccount, "The limit was passed.");
                continue;
            }

            Assert.Equal(IdentityFixture.AttemptsPerAccount, attempt);
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
            return;
        }
    }

    private static DefaultHttpContext Request(string path, string address, params (string Name, string Value)[] form)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = path;
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (form.Length > 0)
        {
            context.Request.ContentType = "application/x-www-form-urlencoded";
            context.Request.Form = new FormCollection(form.ToDictionary(
                field => field.Name, field => new Microsoft.Extensions.Primitives.StringValues(field.Value)));
        }

        return context;
    }
}
