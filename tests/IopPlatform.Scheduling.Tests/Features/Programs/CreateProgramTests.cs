using System.Net;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests.Features.Programs;

public sealed class CreateProgramTests(SchedulingFixture fixture)
{
    private const string Path = Clinic.Api + "/programs";

    [Fact]
    public async Task Create_Program_IsListedAndTold()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.Manager.CreatedIdAsync(Path, Request(clinic));
        var listed = (await clinic.As(Roles.ComplianceOfficer).ReadAsync($"{Path}?siteId={clinic.Site}").OkAsync())["items"]!.AsArray();
        Assert.Equal("Evening program", Assert.Single(listed)!["name"]!.GetValue<string>());
        var told = await fixture.PublishedAsync<ProgramChanged>(clinic.Organization, program => program.ProgramId == id);
        Assert.Equal(
            (1, clinic.Site, "iop", "adult", 540, true),
            (told.Version, told.SiteId, told.LevelOfCare, told.AgeGroup, told.MinimumWeeklyMinutes, told.Active));
        Assert.Empty(told.Tracks);
        Assert.Equal(
            1,
            await fixture.OneAsync<long>(
                "select count(*) from audit where resource_id = $1 and action = 'program.create'", id));
    }

    [Fact]
    public async Task Create_SameKeyTwice_IsAnsweredAlike()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var first = await clinic.Manager.CreateAsync(Path, Request(clinic), "key");
        var second = await clinic.Manager.CreateAsync(Path, Request(clinic), "key");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Single(await clinic.ToldAsync<ProgramChanged>());
    }

    [Fact]
    public async Task Create_NameTaken_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.Manager.CreatedIdAsync(Path, Request(clinic));
        await clinic.Manager.CreateAsync(Path, Request(clinic)).RefusedByAsync("program-name-taken");
    }

    [Fact]
    public async Task Create_WrongFields_AreAllNamed()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.Manager
            .CreateAsync(Path, new
            {
                siteId = clinic.Site,
                name = "a\nb",
                levelOfCare = "spa",
                ageGroup = "child",
                minimumWeeklyMinutes = -1,
            })
            .WrongFieldsAsync("name", "levelOfCare", "ageGroup", "minimumWeeklyMinutes");
    }

    [Fact]
    public async Task Create_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.Therapist.CreateAsync(Path, Request(clinic)).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsStaffElsewhere().CreateAsync(Path, Request(clinic)).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().CreateAsync(Path, Request(clinic)).AnswersAsync(HttpStatusCode.NotFound);
    }

    private static object Request(Clinic clinic) => new
    {
        siteId = clinic.Site,
        name = "Evening program",
        levelOfCare = "iop",
        ageGroup = "adult",
        minimumWeeklyMinutes = 540,
    };
}
