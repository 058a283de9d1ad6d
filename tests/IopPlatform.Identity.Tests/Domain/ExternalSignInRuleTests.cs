using System.Security.Claims;
using IopPlatform.Identity.Domain;

namespace IopPlatform.Identity.Tests.Domain;

public sealed class ExternalSignInRuleTests
{
    private static readonly Guid Me = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("01900000-0000-7000-8000-000000000002");
    private static readonly Assertions Nothing = new([], []);

    private static readonly ExternalIdentity Verified =
        new("https://idp.example", "1", "me@people.example", EmailVerified: true, "silver", ["pwd", "mfa"], null);

    public static TheoryData<bool, Guid?, Guid?, Guid?, bool, ExternalVerdict> Situations => new()
    {
        // verified, linked to, linking for, invited, belongs to others
        { true, Me, null, null, false, ExternalVerdict.SignIn },
        { false, Me, null, null, false, ExternalVerdict.SignIn },
        { true, Me, null, Other, false, ExternalVerdict.SignIn },
        { true, Me, null, null, true, ExternalVerdict.WrongOrganization },
        { true, null, null, null, false, ExternalVerdict.NotLinked },
        { false, null, null, null, false, ExternalVerdict.NotVerified },
        { true, null, null, Me, false, ExternalVerdict.LinkAndSignIn },
        { false, null, null, Me, false, ExternalVerdict.NotVerified },
        { true, null, null, Me, true, ExternalVerdict.WrongOrganization },
        { true, null, Me, null, false, ExternalVerdict.AskToLink },
        { false, null, Me, null, false, ExternalVerdict.NotVerified },
        { true, null, Me, null, true, ExternalVerdict.WrongOrganization },
        { true, Me, Me, null, false, ExternalVerdict.LinkedAlready },
        { true, Other, Me, null, false, ExternalVerdict.LinkedAlready },
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public void Decide_EachSituation_ComesToItsVerdict(
        bool isVerified, Guid? linkedTo, Guid? linkingFor, Guid? invited, bool belongsToOthers, ExternalVerdict expected) =>
        Assert.Equal(expected, ExternalSignInRule.Decide(
            Verified with { EmailVerified = isVerified }, Nothing, new ExternalSituation(linkedTo, linkingFor, invited, belongsToOthers)));

    [Theory]
    [InlineData("gold", "", false)]
    [InlineData("silver", "", true)]
    [InlineData("", "hwk", false)]
    [InlineData("gold", "mfa", true)]
    public void Decide_RequiredAssertion_MustHaveBeenMade(string acr, string amr, bool isMet) => Assert.Equal(
        isMet ? ExternalVerdict.SignIn : ExternalVerdict.NotAsserted,
        ExternalSignInRule.Decide(
            Verified,
            new Assertions(acr.Length > 0 ? [acr] : [], amr.Length > 0 ? [amr] : []),
            new ExternalSituation(Me, null, null, BelongsToOthers: false)));

    [Fact]
    public void AreMetBy_NothingTrusted_NeverCounts() => Assert.False(Nothing.AreMetBy(Verified));

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("1", false)]
    [InlineData(null, false)]
    public void From_EmailVerified_OnlyTrueCounts(string? value, bool expected)
    {
        List<Claim> claims = [new("iss", "https://idp.example"), new("sub", "1"), new("email", "me@people.example"), new("auth_time", "9999999999999999")];
        if (value is not null) claims.Add(new Claim("email_verified", value));
        var identity = ExternalIdentity.From(new ClaimsPrincipal(new ClaimsIdentity(claims)));
        Assert.Equal((expected, (DateTimeOffset?)null), (identity!.EmailVerified, identity.AuthenticatedAt));
    }
}
