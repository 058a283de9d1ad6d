using System.Net;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Certifications;

public sealed class CertifyEpisodeTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Post_TwoCertifications_CountVersionsAndDateTheNext()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var path = $"{Answers.Api}/episodes/{episode.Id}/certifications";
        var id = await clinic.AsDirector().CreatedIdAsync(path, Requests.Certification());
        await clinic.AsDirector().CreatedIdAsync(path, Requests.Certification(new DateOnly(2026, 3, 2)));
        var changes = await fixture.PublishedAsync<CertificationChanged>(clinic.Organization);
        Assert.Equal([1L, 2L], changes.Select(change => change.Version));
        Assert.Equal([new DateOnly(2026, 3, 6), new DateOnly(2026, 5, 1)], changes.Select(change => change.NextDueOn));
        Assert.Equal(clinic.Director.StaffId, changes[0].PhysicianId);
        var read = await clinic.ReadAsync($"certifications/{id}");
        Assert.Contains("zebra", read.Text("statement"));
    }

    [Fact]
    public async Task Post_AheadOrOlderOrByATherapist_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Answers.Api}/episodes/{(await clinic.AdmitAsync()).Id}/certifications";
        var ahead = DateOnly.FromDateTime(fixture.Time.GetUtcNow().Date).AddDays(2);
        await clinic.AsDirector().CreateAsync(path, Requests.Certification(ahead)).IsFieldAsync("certifiedOn");
        await clinic.AsDirector().CreatedIdAsync(path, Requests.Certification(new DateOnly(2026, 3, 2)));
        await clinic.AsDirector().CreateAsync(path, Requests.Certification()).IsRuleAsync("certification-older");
        await clinic.AsTherapist().CreateAsync(path, Requests.Certification()).IsAsync(HttpStatusCode.Forbidden);
    }
}
