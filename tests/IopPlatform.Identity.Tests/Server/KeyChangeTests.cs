using System.Security.Cryptography;
using IopPlatform.Identity.Demo;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Server;

/// <summary>An instance with a new key whose time is a quarter of an hour away.</summary>
public sealed class KeyChangeFixture : IdentityFixture
{
    public static readonly TimeSpan Announced = TimeSpan.FromMinutes(15);

    protected override IReadOnlyDictionary<string, string> MoreSettings { get; } = Settings();

    private static Dictionary<string, string> Settings()
    {
        using var former = RSA.Create(2048);
        return new()
        {
            ["Identity:SigningKeys:1"] = Convert.ToBase64String(former.ExportPkcs8PrivateKey()),
            ["Identity:SigningFrom"] = (TimeProvider.System.GetUtcNow() + Announced).ToString("O"),
        };
    }
}

public sealed class KeyChangeTests(KeyChangeFixture fixture) : IClassFixture<KeyChangeFixture>
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task NewKey_IsPublishedBeforeItSigns_AndTakesOverWithoutARestartOrAnEndedSession()
    {
        var published = await PublishedAsync();
        Assert.Equal(2, published.Count);
        var director = DemoProvider.Harbor.Members.Single(member => member.Role == Roles.MedicalDirector);
        var browser = fixture.Browser();
        var before = await browser.SignInAsync(director.Email, IdentityFixture.Password);
        Assert.Equal(published[1], Browser.AccessToken(before).Kid);
        Assert.Equal(published[1], new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(before["id_token"]!.GetValue<string>()).Kid);

        fixture.Time.Advance(KeyChangeFixture.Announced);
        using var refreshed = await browser.RefreshAsync(Browser.RefreshToken(before));
        var after = await refreshed.JsonAsync();
        Assert.Equal(published[0], Browser.AccessToken(after).Kid);
        using var again = await browser.RefreshAsync(Browser.RefreshToken(after));
        Assert.Equal(published[0], Browser.AccessToken(await again.JsonAsync()).Kid);
        // What the former key has signed can still be checked.
        Assert.Equal(published, await PublishedAsync());
    }

    private async Task<IReadOnlyList<string>> PublishedAsync()
    {
        using var response = await fixture.AnonymousClient().GetAsync("/.well-known/jwks", Cancel);
        return [.. (await response.JsonAsync())["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>())];
    }
}
