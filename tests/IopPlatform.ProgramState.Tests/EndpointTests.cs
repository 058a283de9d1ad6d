using System.Net;
using IopPlatform.Testing;

namespace IopPlatform.ProgramState.Tests;

public sealed class EndpointTests(ProgramStateFixture fixture)
{
    [Fact]
    public void Endpoints_StateRolesAuditAndName() => Assert.Empty(EndpointRules.Breaches(fixture.Services));

    [Fact]
    public Task Description_EqualsTheCheckedInFile() =>
        ApiDescriptionFile.CompareAsync(fixture.AnonymousClient(), "IopPlatform.ProgramState");

    [Fact]
    public async Task Health_WithAnActiveSilo_IsReady() =>
        Assert.Equal(HttpStatusCode.OK, await fixture.AnonymousClient().StatusAsync("/health"));
}
