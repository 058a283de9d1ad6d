using System.Security.Cryptography;
using System.Text.Json;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.ServiceDefaults.Tests.Auth;

public sealed class PublishedKeysTests : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly Clock time = new();
    private readonly PublishedKeys keys;
    private string published = KeySet("first");
    private bool isDown;
    private int fetches;

    public PublishedKeysTests() => keys = new PublishedKeys(
        _ =>
        {
            fetches++;
            return isDown ? throw new HttpRequestException("down") : Task.FromResult(published);
        },
        time);

    public void Dispose() => keys.Dispose();

    [Fact]
    public async Task LookFor_KeyThatIsNew_FindsItBeforeTheTokenIsJudged()
    {
        Assert.Equal(["first"], await IdsAsync());
        published = KeySet("second", "first");
        await keys.LookForAsync("second", Never);
        Assert.Equal(["second", "first"], await IdsAsync());
        await keys.LookForAsync("second", Never);
        await keys.LookForAsync("first", Never);
        Assert.Equal(2, fetches);
    }

    [Fact]
    public async Task LookFor_ManyMadeUpKeys_AsksABoundedNumberOfTimesAMinute()
    {
        for (var guess = 0; guess < 200; guess++)
        {
            await keys.LookForAsync($"made up {guess}", Never);
        }

        Assert.Equal(1 + 20, fetches);
        published = KeySet("second", "first");
        time.Advance(TimeSpan.FromMinutes(1));
        await keys.LookForAsync("second", Never);
        Assert.Equal(["second", "first"], await IdsAsync());
    }

    [Fact]
    public async Task Get_AfterFiveMinutes_ForgetsWhatIsPublishedNoLonger()
    {
        published = KeySet("second", "first");
        Assert.Equal(["second", "first"], await IdsAsync());
        published = KeySet("second");
        time.Advance(PublishedKeys.FreshFor);
        await IdsAsync();
        await keys.Refreshing;
        Assert.Equal(["second"], await IdsAsync());
    }

    [Fact]
    public async Task Get_WhileIdentityIsDown_GoesOnWithWhatIsKnown()
    {
        await IdsAsync();
        isDown = true;
        time.Advance(PublishedKeys.FreshFor);
        Assert.Equal(["first"], await IdsAsync());
        await keys.Refreshing;
        await keys.LookForAsync("second", Never);
        Assert.Equal(["first"], await IdsAsync());
    }

    private async Task<IEnumerable<string>> IdsAsync() => (await keys.GetConfigurationAsync(Never)).SigningKeys.Select(key => key.KeyId);

    private static string KeySet(params string[] ids) => JsonSerializer.Serialize(new { keys = ids.Select(Key) });

    private static object Key(string id)
    {
        using var rsa = RSA.Create(2048);
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", kid = id, n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) };
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan by) => now += by;
    }
}
