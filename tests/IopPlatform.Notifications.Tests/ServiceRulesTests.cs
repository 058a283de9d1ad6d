using IopPlatform.Testing;

namespace IopPlatform.Notifications.Tests;

public sealed class ServiceRulesTests(NotificationsFixture fixture)
{
    [Fact]
    public void Endpoints_StateWhatEveryEndpointMustState() => Assert.Empty(EndpointRules.Breaches(fixture.Services));

    [Fact]
    public Task ApiDescription_EqualsTheFile() =>
        ApiDescriptionFile.CompareAsync(fixture.AnonymousClient(), "IopPlatform.Notifications");
}
