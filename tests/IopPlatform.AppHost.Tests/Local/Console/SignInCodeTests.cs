using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local.Console;

public sealed class SignInCodeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Check_OwnCodeInTime_CountsFor30Minutes()
    {
        var code = SignInCode.Create("key", Now);

        Assert.Equal(Now.AddMinutes(30), SignInCode.Check(code, "key", Now));
        Assert.NotNull(SignInCode.Check(code, "key", Now.AddMinutes(30).AddSeconds(-1)));
        Assert.Null(SignInCode.Check(code, "key", Now.AddMinutes(30)));
    }

    [Fact]
    public void Check_AnyOtherCode_CountsNot()
    {
        var code = SignInCode.Create("key", Now);

        Assert.Null(SignInCode.Check(code, "other", Now));
        Assert.Null(SignInCode.Check("", "key", Now));
        Assert.Null(SignInCode.Check("!", "key", Now));
        Assert.Null(SignInCode.Check(code + "AAAA", "key", Now));
        Assert.All(Enumerable.Range(0, code.Length - 1), index =>
            Assert.Null(SignInCode.Check(code[..index] + (code[index] == 'A' ? 'B' : 'A') + code[(index + 1)..], "key", Now)));
    }

    [Fact]
    public void SignIn_CodeUsedAgain_IsRefused()
    {
        var sessions = new ConsoleSessions("key", TimeProvider.System);
        var code = SignInCode.Create("key", TimeProvider.System.GetUtcNow());

        var cookie = sessions.SignIn(code);

        Assert.NotNull(cookie);
        Assert.Null(sessions.SignIn(code));
        Assert.True(sessions.Knows(cookie));
        sessions.SignOut(cookie);
        Assert.False(sessions.Knows(cookie));
    }
}
