using IopPlatform.Identity.Server;
using Microsoft.Extensions.Configuration;

namespace IopPlatform.Identity.Tests.Server;

public sealed class ExternalProvidersTests
{
    private static readonly Dictionary<string, string?> Whole = new()
    {
        ["Identity:Providers:hospital:DisplayName"] = "Hospital",
        ["Identity:Providers:hospital:Authority"] = "https://idp.example/tenant",
        ["Identity:Providers:hospital:ClientId"] = "iop",
        ["Identity:Providers:hospital:ClientSecret"] = "secret",
        ["Identity:Providers:hospital:Required:Acr:0"] = "gold",
        ["Identity:Providers:hospital:SecondFactor:Amr:0"] = "mfa",
    };

    [Fact]
    public void Read_WholeProvider_KnowsWhatItMustSayAndWhatCounts()
    {
        var provider = Assert.Single(Read([]));
        Assert.Equal(("hospital", "Hospital", null), (provider.Name, provider.DisplayName, provider.OrganizationId));
        Assert.Equal(["gold"], provider.Required.Acr);
        Assert.Empty(provider.Required.Amr);
        Assert.Equal(["mfa"], provider.SecondFactor.Amr);
    }

    [Fact]
    public void Read_NoProvider_IsEmpty() =>
        Assert.Empty(ExternalProvidersExtensions.Read(new ConfigurationBuilder().Build()));

    [Theory]
    [InlineData("DisplayName", "")]
    [InlineData("Authority", null)]
    [InlineData("Authority", "http://idp.example")]
    [InlineData("Authority", "idp.example")]
    [InlineData("ClientId", "")]
    [InlineData("ClientSecret", null)]
    [InlineData("OrganizationId", "harbor")]
    public void Read_MissingOrWrongValue_NamesTheConfigurationKey(string key, string? value)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Read(new() { [$"Identity:Providers:hospital:{key}"] = value }));
        Assert.Contains($"Identity:Providers:hospital:{key}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NameThatFitsNoAddress_IsRefused() => Assert.Throws<InvalidOperationException>(
        () => Read(new() { ["Identity:Providers:Our Hospital:Authority"] = "https://idp.example" }));

    private static IReadOnlyList<ExternalProvider> Read(Dictionary<string, string?> changes) =>
        ExternalProvidersExtensions.Read(new ConfigurationBuilder().AddInMemoryCollection(Whole).AddInMemoryCollection(changes).Build());
}
