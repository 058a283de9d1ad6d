using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests;

public sealed class EndpointTests(IdentityFixture identity)
{
    [Fact]
    public void Endpoints_WithoutRolesOrAuditName_AreNone() =>
        Assert.Empty(EndpointRules.Breaches(identity.Services, "/api/identity/portal-invitations/redeem"));

    [Fact]
    public Task Endpoints_Description_EqualsTheCheckedInFile() =>
        ApiDescriptionFile.CompareAsync(identity.AnonymousClient(), "IopPlatform.Identity");
}
