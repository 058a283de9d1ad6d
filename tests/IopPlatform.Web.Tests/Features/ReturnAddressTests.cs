using IopPlatform.Web.Features.Session;

namespace IopPlatform.Web.Tests.Features;

/// <summary>After a sign-in nobody is led away from the platform.</summary>
public sealed class ReturnAddressTests
{
    [Theory]
    [InlineData("/notes?note=1", "/notes?note=1")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/a\\..\\evil", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public void Local_ByAddress_IsAPathOfThisOrigin(string? address, string expected) => Assert.Equal(expected, SignInAndOut.Local(address));
}
