using IopPlatform.Testing;

namespace IopPlatform.Outcomes.Tests;

public sealed class ServiceRulesTests(OutcomesFixture fixture)
{
    [Fact]
    public void Endpoints_StateWhatEveryEndpointMustState() => Assert.Empty(EndpointRules.Breaches(fixture.Services));

    [Fact]
    public Task ApiDescription_EqualsTheFile() =>
        ApiDescriptionFile.CompareAsync(fixture.AnonymousClient(), "IopPlatform.Outcomes");
}
