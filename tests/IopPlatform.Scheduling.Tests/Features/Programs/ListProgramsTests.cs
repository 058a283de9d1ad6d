using System.Net;

namespace IopPlatform.Scheduling.Tests.Features.Programs;

public sealed class ListProgramsTests(SchedulingFixture fixture)
{
    private const string Path = Clinic.Api + "/programs";

    [Fact]
    public async Task List_ByPages_GivesEachOnceWithTracks()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var ids = new List<Guid>();
        for (var n = 0; n < 5; n++)
        {
            ids.Add(await clinic.ProgramAsync());
        }

        var track = await clinic.TrackAsync(ids[0]);
        var seen = new List<Guid>();
        string? next = "";
        while (next is not null)
        {
            var page = await clinic.Manager.ReadAsync($"{Path}?siteId={clinic.Site}&limit=2&cursor={next}").OkAsync();
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<Guid>()));
            next = page["next"]?.GetValue<string>();
        }

        Assert.Equal(ids.Order(), seen.Order());
        var first = (await clinic.Manager.ReadAsync($"{Path}?limit=1").OkAsync())["items"]![0]!;
        Assert.Equal(track, first["tracks"]![0]!["id"]!.GetValue<Guid>());
    }

    [Fact]
    public async Task List_ByOthers_ShowsNothing()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.ProgramAsync();
        Assert.Empty((await clinic.AsStaffElsewhere().ReadAsync(Path).OkAsync())["items"]!.AsArray());
        Assert.Empty((await clinic.AsStranger().ReadAsync(Path).OkAsync())["items"]!.AsArray());
        await clinic.AsPatient(Guid.CreateVersion7()).ReadAsync(Path).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.Manager.ReadAsync($"{Path}?cursor=nonsense").WrongFieldsAsync("cursor");
        // "AA…" is base64 for a key with a zero character, which PostgreSQL would choke on.
        await clinic.Manager.ReadAsync($"{Path}?cursor=AAowMTk5MDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA")
            .WrongFieldsAsync("cursor");
    }
}
