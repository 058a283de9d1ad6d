using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Notes;

public sealed class ListNotesTests(ClinicalNotesFixture fixture)
{
    private const string Path = $"{Answers.Api}/notes";

    [Fact]
    public async Task Get_ByStatus_PagesThroughAll()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var drafts = new List<Guid>();
        for (var count = 0; count < 3; count++) drafts.Add(await clinic.DraftNoteAsync(episode));
        var awaiting = await clinic.DraftNoteAsync(episode, clinic.Supervised);
        await clinic.As(clinic.Supervised).SignAsync($"notes/{awaiting}/sign", 1).IsAsync(HttpStatusCode.OK);
        var client = clinic.AsDirector();
        var first = await Clinic.GetAsync(client, $"{Path}?status=draft&siteId={clinic.Site}&limit=2");
        var rest = await Clinic.GetAsync(client, $"{Path}?status=draft&limit=2&cursor={first.Text("next")}");
        Assert.Equal(drafts, Ids(first).Concat(Ids(rest)));
        Assert.Null(rest["next"]);
        Assert.Equal("Ana Rivera", first["items"]![0]!.Text("patientName"));
        Assert.Equal("Dana Lee", first["items"]![0]!.Text("authorName"));
        Assert.Equal([awaiting], Ids(await Clinic.GetAsync(client, $"{Path}?status=awaiting-cosign")));
        await client.SignAsync($"notes/{awaiting}/cosign", 2).IsAsync(HttpStatusCode.OK);
        Assert.Equal([awaiting], Ids(await Clinic.GetAsync(client, $"{Path}?status=signed")));
        Assert.Equal(4, (await Clinic.GetAsync(client, $"{Path}?episodeId={episode.Id}")).List("items").Count);
    }

    [Fact]
    public async Task Get_OfASession_ListsItsNotesWithTheirGroupNote()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (ana, ben) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Cole"));
        var session = Guid.CreateVersion7();
        foreach (var episode in new[] { ana, ben }) await clinic.AttendAsync(session, episode);
        await clinic.DraftNoteAsync(ana);
        var groupNote = await clinic.AsTherapist().CreatedIdAsync(
            $"{Answers.Api}/group-notes",
            Requests.GroupNote(session, Requests.Entry(ana), Requests.Entry(ben, response: "Listened and left early to call his sister.")));
        var listed = (await clinic.ReadAsync($"notes?sessionId={session}")).List("items");
        Assert.Equal(new[] { ana.Id, ben.Id }.Order(), listed.Select(note => note.Id("episodeId")).Order());
        Assert.All(listed, note => Assert.Equal(groupNote, note.Id("groupNoteId")));
        Assert.Empty((await clinic.ReadAsync($"notes?sessionId={Guid.CreateVersion7()}")).List("items"));
    }

    [Theory]
    [InlineData("status=nonsense", "status")]
    [InlineData("cursor=nonsense!", "cursor")]
    [InlineData("cursor=bm90IGEgdGltZQowMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA", "cursor")]
    public async Task Get_WrongQuery_NamesTheField(string query, string field)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.AsTherapist().ReadAsync($"{Path}?{query}").IsFieldAsync(field);
    }

    private static IEnumerable<Guid> Ids(JsonNode page) => page.List("items").Select(note => note.Id("id"));
}
