using System.Text;
using IopPlatform.Identity.Domain;

namespace IopPlatform.Identity.Tests.Domain;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, the last six of the eight digits there.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Code_OfTheStandardsTimes_IsAsThere(long seconds, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code, Totp.Code(Secret, Totp.StepAt(at)));
        Assert.Equal(Totp.StepAt(at), Totp.Match(Secret, code, at));
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void Match_ClockOff_OneStepIsForgiven(int seconds, bool isAccepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var code = Totp.Code(Secret, Totp.StepAt(now.AddSeconds(seconds)));
        Assert.Equal(isAccepted, Totp.Match(Secret, code, now) is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870821")]
    [InlineData("２８７０８２")]
    public void Match_OtherThanSixDigits_IsNone(string typed) => Assert.Null(Totp.Match(Secret, typed, DateTimeOffset.FromUnixTimeSeconds(59)));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_OfTheStandardsTexts_IsAsThereAndBack(string text, string encoded)
    {
        Assert.Equal(encoded, Totp.Base32(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text, Encoding.ASCII.GetString(Totp.FromBase32(encoded)));
    }

    /// <summary>The journeys' client derives the same; it is not referenced here, so both are held against one value.</summary>
    [Fact]
    public void DemoTotp_OfASeed_NeverChanges() => Assert.Equal(
        "300911", Totp.Code(IopPlatform.Identity.Demo.DemoTotp.SecretOf("seed", "Somebody@harbor.example"), 1));
}
