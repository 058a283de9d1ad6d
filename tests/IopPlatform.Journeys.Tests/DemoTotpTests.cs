using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Journeys.Tests;

public sealed class DemoTotpTests
{
    /// <summary>Identity's tests hold theirs against the same value.</summary>
    [Fact]
    public void Code_OfASeed_NeverChanges() => Assert.Equal("300911", DemoTotp.Code("seed", "Somebody@harbor.example", 1));
}
