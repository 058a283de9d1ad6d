using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests;

public sealed class ApiDescriptionTests(IntakeFixture fixture)
{
    [Fact]
    public void Endpoints_All_StateRolesAuditNameAndOperationName() => Assert.Empty(EndpointRules.Breaches(fixture.Services));

    [Fact]
    public Task Description_IsTheCheckedInFile() => ApiDescriptionFile.CompareAsync(fixture.AnonymousClient(), "IopPlatform.Intake");
}
