using IopPlatform.Persistence.Encryption;
using IopPlatform.Testing;

namespace IopPlatform.Persistence.Tests.Encryption;

public sealed class PlatformSealTests
{
    private static readonly byte[] Plain = [.. Enumerable.Range(0, 100).Select(number => (byte)number)];
    private readonly string key = TestKeys.NewKey();

    [Fact]
    public void Open_SameKeyAndPurpose_GivesWhatWasSealed()
    {
        var text = new PlatformSeal(TestKeys.With(key)).Seal("test", Plain);
        Assert.Equal(Plain, new PlatformSeal(TestKeys.With(TestKeys.NewKey(), key)).Open("test", text));
    }

    [Fact]
    public void Open_OtherPurpose_Fails()
    {
        var seal = new PlatformSeal(TestKeys.With(key));
        Assert.Throws<EncryptionException>(() => seal.Open("other", seal.Seal("test", Plain)));
    }

    [Fact]
    public void Open_KeyNotConfigured_NamesIt()
    {
        var text = new PlatformSeal(TestKeys.With(key)).Seal("test", Plain);
        var exception = Assert.Throws<EncryptionException>(() => new PlatformSeal(TestKeys.With(TestKeys.NewKey())).Open("test", text));
        Assert.Contains(text.Split('.')[0], exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no dot")]
    [InlineData("{key}.")]
    [InlineData("{key}.AAAA")]
    [InlineData("{key}.not base64")]
    public void Open_NotWhatWasSealed_Fails(string text)
    {
        var seal = new PlatformSeal(TestKeys.With(key));
        Assert.Throws<EncryptionException>(() => seal.Open("test", text.Replace("{key}", PlatformKeys.IdOf(key), StringComparison.Ordinal)));
    }

    [Fact]
    public void Open_AnyBitChanged_Fails()
    {
        var seal = new PlatformSeal(TestKeys.With(key));
        var parts = seal.Seal("test", Plain).Split('.');
        var bytes = Convert.FromBase64String(parts[1]);
        for (var place = 0; place < bytes.Length; place++)
        {
            byte[] changed = [.. bytes];
            changed[place] ^= 1;
            Assert.Throws<EncryptionException>(() => seal.Open("test", $"{parts[0]}.{Convert.ToBase64String(changed)}"));
        }
    }
}
