using System.Net;
using System.Net.Http.Json;
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
        await clinic.AsTherapist().PutAsJsonAsync(path, Requests.Prescription(), TestContext.Current.CancellationToken)
            .IsAsync(HttpStatusCode.OK);
        using var read = await clinic.AsTherapist().GetAsync(path, TestContext.Current.CancellationToken);
        await clinic.AsDirector().SendIfMatchAsync(HttpMethod.Put, path, Requests.Prescription(300), read.Headers.ETag!.Tag)
            .IsAsync(HttpStatusCode.OK);
        var changes = await fixture.PublishedAsync<PrescriptionChanged>(clinic.Organization);
        Assert.Equal([(1L, 540), (2L, 360)], changes.Select(change => (change.Version, change.WeeklyMinutes)));
        Assert.All(changes, change => Assert.Equal((episode.Id, episode.PatientId, 3), (change.EpisodeId, change.PatientId, change.DaysPerWeek)));
        Assert.Equal(360, (await Clinic.GetAsync(clinic.AsTherapist(), path))["weeklyMinutes"]!.GetValue<int>());
    }

    [Fact]
    public async Task Put_SecondWithoutOrWithOldEntityTag_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Answers.Api}/episodes/{(await clinic.AdmitAsync()).Id}/prescription";
        var client = clinic.AsTherapist();
        await client.SendIfMatchAsync(HttpMethod.Put, path, Requests.Prescription(), "\"3\"").IsAsync(HttpStatusCode.PreconditionFailed);
        await client.PutAsJsonAsync(path, Requests.Prescription(), TestContext.Current.CancellationToken).IsAsync(HttpStatusCode.OK);
        await client.PutAsJsonAsync(path, Requests.Prescription(), TestContext.Current.CancellationToken).IsAsync((HttpStatusCode)428);
        await client.SendIfMatchAsync(HttpMethod.Put, path, Requests.Prescription(), "\"1\"").IsAsync(HttpStatusCode.OK);
        await client.SendIfMatchAsync(HttpMethod.Put, path, Requests.Prescription(), "\"1\"").IsAsync(HttpStatusCode.PreconditionFailed);
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
        await client.PutAsJsonAsync(path, order, TestContext.Current.CancellationToken).IsFieldAsync("daysPerWeek");
        await client.PutAsJsonAsync(path, order, TestContext.Current.CancellationToken).IsFieldAsync("modalities");
        await client.PutAsJsonAsync(path, order, TestContext.Current.CancellationToken).IsFieldAsync("modalities[1].weeklyMinutes");
        await client.PutAsJsonAsync(path, new { effectiveFrom = "2026-01-05", daysPerWeek = 1 }, TestContext.Current.CancellationToken)
            .IsFieldAsync("modalities");
    }
}
