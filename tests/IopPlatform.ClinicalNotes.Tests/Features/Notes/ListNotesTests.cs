using System.Net;

namespace IopPlatform.ClinicalNotes.Tests.Features.Notes;

public sealed class ListNotesTests(ClinicalNotesFixture fixture)
{
    private const string Path = $"{Answers.Api}/notes";

    [Fact]
    public async Task Get_ByStatus_PagesThroughAll()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var drafts = new[] { await clinic.DraftNoteAsync(episode), await clinic.DraftNoteAsync(episode), await clinic.DraftNoteAsync(episode) };
        var awaiting = await clinic.DraftNoteAsync(episode, clinic.Supervised);
        await clinic.As(clinic.Supervised).SignAsync($"notes/{awaiting}/sign", 1).IsAsync(HttpStatusCode.OK);
        var client = clinic.AsDirector();
        var first = await Clinic.GetAsync(client, $"{Path}?status=draft&siteId={clinic.Site}&limit=2");
        var rest = await Clinic.GetAsync(client, $"{Path}?status=draft&limit=2&cursor={first["next"]!.GetValue<string>()}");
        Assert.Equal(drafts, first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(note => note!["id"]!.GetValue<Guid>()));
        Assert.Null(rest["next"]);
        Assert.Equal("Ana Rivera", first["items"]![0]!["patientName"]!.GetValue<string>());
        Assert.Equal("Dana Lee", first["items"]![0]!["authorName"]!.GetValue<string>());
        Assert.Equal(awaiting, Assert.Single((await Clinic.GetAsync(client, $"{Path}?status=awaiting-cosign"))["items"]!.AsArray())!["id"]!.GetValue<Guid>());
        await client.SignAsync($"notes/{awaiting}/cosign", 2).IsAsync(HttpStatusCode.OK);
        Assert.Equal(awaiting, Assert.Single((await Clinic.GetAsync(client, $"{Path}?status=signed"))["items"]!.AsArray())!["id"]!.GetValue<Guid>());
        Assert.Equal(4, (await Clinic.GetAsync(client, $"{Path}?episodeId={episode.Id}"))["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("status=nonsense", "status")]
    [InlineData("cursor=nonsense!", "cursor")]
    [InlineData("cursor=bm90IGEgdGltZQowMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA", "cursor")]
    public async Task Get_WrongQuery_NamesTheField(string query, string field)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.AsTherapist().GetAsync($"{Path}?{query}", TestContext.Current.CancellationToken).IsFieldAsync(field);
    }
}
