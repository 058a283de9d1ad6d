using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests;

public sealed class EndpointTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public void Endpoints_StateRolesAndNames() => Assert.Empty(EndpointRules.Breaches(fixture.Services));

    [Fact]
    public Task Description_EqualsTheCheckedInFile() =>
        ApiDescriptionFile.CompareAsync(fixture.AnonymousClient(), "IopPlatform.ClinicalNotes");
}
