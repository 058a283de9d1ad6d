using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Tests.Features.Sessions;

public sealed class ReadSessionsTests(SchedulingFixture fixture)
{
    private const string Path = Clinic.Api + "/sessions";

    [Fact]
    public async Task List_ByPages_GivesEachOnceInOrder()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var expected = new List<Guid>();
        for (var hour = 1; hour <= 5; hour++)
        {
            expected.Add(await clinic.SessionAsync(clinic.Now.AddHours(hour), [who.EpisodeId]));
        }

        await clinic.SessionAsync(clinic.Now.AddDays(20), [who.EpisodeId]);
        var seen = new List<Guid>();
        string? next = "";
        while (next is not null)
        {
            var page = await clinic.Therapist.ReadAsync($"{Path}?siteId={clinic.Site}&limit=2&cursor={next}").OkAsync();
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<Guid>()));
            next = page["next"]?.GetValue<string>();
        }

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task List_DaysOrInstants_AreTheSites()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        // 03:30 UTC on the 10th is 23:30 on the 9th in New York.
        var late = await clinic.SessionAsync(DateTimeOffset.Parse("2026-03-10T03:30:00Z"), [who.EpisodeId]);
        await clinic.SessionAsync(DateTimeOffset.Parse("2026-03-10T14:00:00Z"), [who.EpisodeId]);
        var day = await clinic.Therapist.ReadAsync($"{Path}?siteId={clinic.Site}&from=2026-03-09&to=2026-03-09").OkAsync();
        var item = Assert.Single(day["items"]!.AsArray())!;
        Assert.Equal($"{late} 2026-03-09T23:30:00-04:00 1", $"{item["id"]} {item["startsAt"]} {item["booked"]}");
        var instants = await clinic.Therapist
            .ReadAsync($"{Path}?siteId={clinic.Site}&from=2026-03-10T03:30:00Z&to=2026-03-10T14:00:00Z").OkAsync();
        Assert.Single(instants["items"]!.AsArray());
    }

    [Fact]
    public async Task List_WrongOrByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.Therapist.ReadAsync(Path).WrongFieldsAsync("siteId");
        await clinic.Therapist.ReadAsync($"{Path}?siteId={clinic.Site}&from=soon").WrongFieldsAsync("from");
        await clinic.Therapist.ReadAsync($"{Path}?siteId={clinic.Site}&to=9999-12-31").WrongFieldsAsync("to");
        await clinic.Therapist.ReadAsync($"{Path}?siteId={clinic.Site}&cursor=x").WrongFieldsAsync("cursor");
        await clinic.AsStaffElsewhere().ReadAsync($"{Path}?siteId={clinic.Site}").AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().ReadAsync($"{Path}?siteId={clinic.Site}").AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsPatient(Guid.CreateVersion7()).ReadAsync($"{Path}?siteId={clinic.Site}")
            .AnswersAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Get_Session_ShowsTheRosterAndTheReadIsKept()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (known, unknown) = (await clinic.AdmitAsync(program), await clinic.AdmitAsync(program));
        await fixture.DeliverAsync(PatientChanged(clinic, known, 1));
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(5), [known.EpisodeId, unknown.EpisodeId]);
        await clinic.CheckInAsync(clinic.Therapist, session, known).OkAsync();
        var details = await clinic.As(Roles.MedicalDirector).ReadAsync($"{Path}/{session}").OkAsync();
        var roster = details["roster"]!.AsArray().ToDictionary(entry => entry!["episodeId"]!.GetValue<Guid>());
        Assert.Equal("Sam Rivera", roster[known.EpisodeId]!["patientName"]!.GetValue<string>());
        Assert.Equal("checked-in", roster[known.EpisodeId]!["status"]!.GetValue<string>());
        Assert.Equal("expected", roster[unknown.EpisodeId]!["status"]!.GetValue<string>());
        Assert.Equal(
            1,
            await fixture.OneAsync<long>(
                "select count(*) from chart_reads where patient_id = $1 and view = 'roster'", known.PatientId));
    }

    [Fact]
    public async Task Get_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var path = $"{Path}/{await clinic.SessionAsync(clinic.Now.AddDays(1), [who.EpisodeId])}";
        await clinic.AsPatient(who.PatientId).ReadAsync(path).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsStaffElsewhere().ReadAsync(path).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().ReadAsync(path).AnswersAsync(HttpStatusCode.NotFound);
    }

    private static PatientChanged PatientChanged(Clinic clinic, Admitted who, long version) => new()
    {
        OrganizationId = clinic.Organization,
        Version = version,
        OccurredAt = clinic.Now,
        PatientId = who.PatientId,
        SiteId = clinic.Site,
        GivenName = "Samuel",
        FamilyName = "Rivera",
        PreferredName = "Sam",
        BirthDate = new DateOnly(1990, 5, 5),
        Language = "en",
    };
}
