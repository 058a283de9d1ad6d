using System.Net;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Prescriptions;

public sealed class ChangePrescriptionTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Put_FirstAndSecond_CountsVersionsAndPublishesTheSum()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var path = $"{Answers.Api}/episodes/{episode.Id}/prescription";
        await clinic.AsTherapist().PutAsync(path, Requests.Prescription())
            .IsAsync(HttpStatusCode.OK);
        using var read = await clinic.AsTherapist().ReadAsync(path);
        await clinic.AsDirector().SendIfMatchAsync(HttpMethod.Put, path, Requests.Prescription(300), read.Headers.ETag!.Tag)
            .IsAsync(HttpStatusCode.OK);
        var changes = await fixture.PublishedAsync<PrescriptionChanged>(clinic.Organization);
        Assert.Equal([(1L, 540), (2L, 360)], changes.Select(change => (change.Version, change.WeeklyMinutes)));
        Assert.All(changes, change => Assert.Equal(
            (episode.Id, episode.PatientId, 3), (change.EpisodeId, change.PatientId, change.DaysPerWeek)));
        Assert.Equal(360, (await Clinic.GetAsync(clinic.AsTherapist(), path))["weeklyMinutes"]!.GetValue<int>());
    }

    [Fact]
    public async Task Put_SecondWithoutOrWithOldEntityTag_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Answers.Api}/episodes/{(await clinic.AdmitAsync()).Id}/prescription";
        var client = clinic.AsTherapist();
        await client.SendIfMatchAsync(HttpMethod.Put, path, Requests.Prescription(), "\"3\"")
            .IsAsync(HttpStatusCode.PreconditionFailed);
        await client.PutAsync(path, Requests.Prescription()).IsAsync(HttpStatusCode.OK);
        await client.PutAsync(path, Requests.Prescription()).IsAsync((HttpStatusCode)428);
        await client.SendIfMatchAsync(HttpMethod.Put, path, Requests.Prescription(), "\"1\"").IsAsync(HttpStatusCode.OK);
        await client.SendIfMatchAsync(HttpMethod.Put, path, Requests.Prescription(), "\"1\"")
            .IsAsync(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Put_WrongFields_NamesEach()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Answers.Api}/episodes/{(await clinic.AdmitAsync()).Id}/prescription";
        var order = new
        {
            effectiveFrom = new DateOnly(2026, 1, 5),
            daysPerWeek = 8,
            modalities = new[] { new { modality = "group", weeklyMinutes = 10 }, new { modality = "group", weeklyMinutes = 0 } },
        };
        var client = clinic.AsTherapist();
        await client.PutAsync(path, order).IsFieldAsync("daysPerWeek");
        await client.PutAsync(path, order).IsFieldAsync("modalities");
        await client.PutAsync(path, order).IsFieldAsync("modalities[1].weeklyMinutes");
        await client.PutAsync(path, new { effectiveFrom = "2026-01-05", daysPerWeek = 1 })
            .IsFieldAsync("modalities");
    }
}
