using IopPlatform.AppHost.Local;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class SigningRotationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_NewKey_IsKnownForLongerThanValidatorsKeepKeysAfterTheLastRestart() =>
        Assert.True(SigningRotation.At(Now).SignsFrom - (Now + SigningRotation.RestartsWithin) > PublishedKeys.FreshFor);

    [Fact]
    public void NotBefore_ByTheLastRotation_IsTheEndOfWhatTheFormerKeyProtects()
    {
        var last = SigningRotation.At(Now);
        Assert.Null(SigningRotation.NotBefore(null, Now));
        Assert.Equal(last.FormerUntil, SigningRotation.NotBefore(last.SignsFrom, Now));
        Assert.Equal(last.FormerUntil, SigningRotation.NotBefore(last.SignsFrom, last.FormerUntil.AddTicks(-1)));
        Assert.Null(SigningRotation.NotBefore(last.SignsFrom, last.FormerUntil));
    }
}
