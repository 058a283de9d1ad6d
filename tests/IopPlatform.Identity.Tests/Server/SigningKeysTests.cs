using System.Globalization;
using System.Security.Cryptography;
using IopPlatform.Identity.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.Identity.Tests.Server;

public sealed class SigningKeysTests
{
    [Fact]
    public void Read_Twice_DerivesTheSameKeysInOrder()
    {
        string[] keys = [NewKey(2048), NewKey(2048)];
        var first = Read(keys);
        var second = Read(keys);
        Assert.Equal(2, first.Signing.Count);
        Assert.Equal(first.Signing.Select(key => key.KeyId), second.Signing.Select(key => key.KeyId));
        Assert.Equal(Bytes(first), Bytes(second));
        Assert.NotEqual(Bytes(first)[0], Bytes(first)[1]);
    }

    [Fact]
    public void Read_NoKey_NamesTheConfigurationKey() =>
        Assert.Contains("Identity__SigningKeys__0", Assert.Throws<InvalidOperationException>(() => Read([])).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_UnreadableOrShortKey_NamesTheConfigurationKey()
    {
        Assert.Contains("Identity:SigningKeys:0", Assert.Throws<InvalidOperationException>(() => Read(["nonsense"])).Message, StringComparison.Ordinal);
        Assert.Contains("Identity:SigningKeys:1", Assert.Throws<InvalidOperationException>(() => Read([NewKey(2048), NewKey(1024)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(60, 0)]
    public void At_AroundTheTimeOfTheNewest_TakesOverAtThatTime(int secondsFrom, int expected)
    {
        var keys = Read([NewKey(2048), NewKey(2048)], "2026-11-25T12:00:00Z");
        var (signing, encryption) = keys.At(DateTimeOffset.Parse("2026-11-25T12:00:00Z", CultureInfo.InvariantCulture).AddSeconds(secondsFrom));
        Assert.Same(keys.Signing[expected], signing);
        Assert.Same(keys.Encryption[expected], encryption);
    }

    [Fact]
    public void At_OneKeyAlone_SignsWhateverTheTime() =>
        Assert.NotNull(Read([NewKey(2048)], "2126-11-25T12:00:00Z").At(DateTimeOffset.UnixEpoch).Signing);

    [Fact]
    public void Read_UnreadableTime_NamesTheConfigurationKey() => Assert.Contains(
        "Identity:SigningFrom", Assert.Throws<InvalidOperationException>(() => Read([NewKey(2048)], "soon")).Message, StringComparison.Ordinal);

    private static SigningKeys Read(string[] keys, string? from = null) => SigningKeys.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(keys.Select((key, index) => KeyValuePair.Create($"Identity:SigningKeys:{index}", (string?)key)))
        .AddInMemoryCollection([KeyValuePair.Create("Identity:SigningFrom", from)])
        .Build());

    private static string NewKey(int bits)
    {
        using var rsa = RSA.Create(bits);
        return Convert.ToBase64String(rsa.ExportPkcs8PrivateKey());
    }

    private static string[] Bytes(SigningKeys keys) =>
        [.. keys.Encryption.Cast<SymmetricSecurityKey>().Select(key => Convert.ToHexString(key.Key))];
}
