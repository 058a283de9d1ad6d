using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests.Features.Weeks;

public sealed class GetWeekTests(SchedulingFixture fixture)
{
    [Fact]
    public async Task Get_OwnWeek_IsWhatWasBuiltAndTheReadIsKept()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var who = await clinic.AdmitAsync(program);
        await clinic.EnrollAsync(who, await clinic.GroupAsync(program));
        var built = await clinic.BuildWeekAsync(who, clinic.ComingMonday).OkAsync();
        using var response = await clinic.AsPatient(who.PatientId).GetAsync(Path(clinic, who), TestContext.Current.CancellationToken);
        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
        Assert.True(JsonNode.DeepEquals(built, await response.JsonAsync()));
        Assert.Equal(
            1,
            await fixture.OneAsync<long>(
                "select count(*) from chart_reads where patient_id = $1 and view = 'schedule'", who.PatientId));
    }

    [Fact]
    public async Task Get_NotBuiltOrByOthers_IsNotFound()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        await clinic.Therapist.ReadAsync(Path(clinic, who)).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.BuildWeekAsync(who, clinic.ComingMonday).OkAsync();
        await clinic.Therapist.ReadAsync(Path(clinic, who)).OkAsync();
        await clinic.AsPatient(Guid.CreateVersion7()).ReadAsync(Path(clinic, who))
            .AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStaffElsewhere().ReadAsync(Path(clinic, who)).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().ReadAsync(Path(clinic, who)).AnswersAsync(HttpStatusCode.NotFound);
        await fixture.Client(Callers.Partner(clinic.Organization)).ReadAsync(Path(clinic, who))
            .AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.Therapist.ReadAsync($"{Clinic.Api}/episodes/{who.EpisodeId}/weeks/2026-03-03")
            .WrongFieldsAsync("monday");
    }

    private static string Path(Clinic clinic, Admitted who) => $"{Clinic.Api}/episodes/{who.EpisodeId}/weeks/{clinic.ComingMonday:yyyy-MM-dd}";
}
