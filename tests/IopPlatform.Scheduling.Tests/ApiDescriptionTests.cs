using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests;

public sealed class ApiDescriptionTests(SchedulingFixture scheduling)
{
    [Fact]
    public void Endpoints_WithoutRolesOrAuditName_AreNone() => Assert.Empty(EndpointRules.Breaches(scheduling.Services));

    [Fact]
    public Task Endpoints_Description_EqualsTheCheckedInFile() =>
        ApiDescriptionFile.CompareAsync(scheduling.AnonymousClient(), "IopPlatform.Scheduling");
}
