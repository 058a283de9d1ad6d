using System.Net;
using System.Security.Cryptography;
using System.Text;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Notes;

public sealed class SearchNotesTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Search_AllWordsAreInTheNote_FindsItWhateverTheirForm()
    {
        var (clinic, id) = await WrittenAsync("Walked past the Café; felt panic on the bus.");

        Assert.Equal([id], await FindAsync(clinic.AsTherapist(), "PANIC cafe"));
        Assert.Empty(await FindAsync(clinic.AsTherapist(), "panic train"));
        Assert.Empty(await FindAsync(clinic.AsTherapist(), "pani"));
    }

    [Fact]
    public async Task Search_DraftWasEdited_FindsTheNewWordsOnly()
    {
        var (clinic, id) = await WrittenAsync("Spoke of lighthouses.");
        await EditAsync(clinic, id, "Spoke of windmills.", seen: 2);

        Assert.Equal([id], await FindAsync(clinic.AsTherapist(), "windmills"));
        Assert.Empty(await FindAsync(clinic.AsTherapist(), "lighthouses"));
    }

    [Fact]
    public async Task Search_WordOfAnAddendum_FindsTheNote()
    {
        var (clinic, id) = await WrittenAsync("Spoke of lighthouses.");
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 2).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().CreatedIdAsync($"{Answers.Api}/notes/{id}/addenda", new { text = "Later: harbors, lighthouses." });

        Assert.Equal([id], await FindAsync(clinic.AsTherapist(), "harbors lighthouses spoke"));
    }

    [Fact]
    public async Task Search_ByStrangersAndAtOtherSites_FindsNothing()
    {
        var (clinic, _) = await WrittenAsync("Spoke of lighthouses.");

        Assert.Empty(await FindAsync(fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.Therapist)), "lighthouses"));
        Assert.Empty(await FindAsync(
            fixture.Client(Callers.StaffOf(clinic.Organization, [Guid.CreateVersion7()], Roles.Therapist)), "lighthouses"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("of a")]
    [InlineData("the and")]
    public async Task Search_NothingToLookFor_IsRefused(string search) =>
        await fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.Therapist))
            .ReadAsync($"{Answers.Api}/notes?search={Uri.EscapeDataString(search)}").IsFieldAsync("search");

    [Fact]
    public async Task Search_WordsAndTokens_AreNotToBeFoundInTheDatabase()
    {
        var (clinic, _) = await WrittenAsync("Spoke of lighthouses.");
        await FindAsync(clinic.AsTherapist(), "lighthouses");

        var word = Encoding.UTF8.GetBytes("lighthouses");
        var tokens = await fixture.SqlAsync<byte[]>("select token from note_tokens where organization_id = $1", clinic.Organization);
        Assert.NotEmpty(tokens);
        Assert.DoesNotContain(tokens, token => token.AsSpan().SequenceEqual(SHA256.HashData(word).AsSpan(0, token.Length)));
        Assert.DoesNotContain(
            tokens, token => token.AsSpan().SequenceEqual(HMACSHA256.HashData(clinic.Organization.ToByteArray(), word).AsSpan(0, token.Length)));
        var details = await fixture.SqlAsync<string>(
            "select details::text from audit where organization_id = $1 and resource_type = 'note-search'", clinic.Organization);
        Assert.Contains("\"found\": 1", Assert.Single(details), StringComparison.Ordinal);
        await using var everything = Npgsql.NpgsqlDataSource.Create(fixture.Database.Migrator);
        Assert.Empty(await PlantedText.ColumnsWithAsync(everything, "lighthouses"));
    }

    [Fact]
    public async Task Search_OtherOrganizationsSameWord_HasOtherTokens()
    {
        var (first, _) = await WrittenAsync("lighthouses");
        var (second, _) = await WrittenAsync("lighthouses");

        Assert.Equal(0, (await fixture.SqlAsync<long>(
            """
            select count(*) from note_tokens a join note_tokens b using (token)
            where a.organization_id = $1 and b.organization_id = $2
            """,
            first.Organization, second.Organization)).Single());
    }

    private async Task<(Clinic Clinic, Guid Note)> WrittenAsync(string text)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync());
        await EditAsync(clinic, id, text, seen: 1);
        return (clinic, id);
    }

    private static Task EditAsync(Clinic clinic, Guid id, string text, long seen) => clinic.AsTherapist()
        .SendIfMatchAsync(HttpMethod.Put, $"{Answers.Api}/notes/{id}", new { text }, $"\"{seen}\"").IsAsync(HttpStatusCode.NoContent);

    private static async Task<IReadOnlyList<Guid>> FindAsync(HttpClient client, string search)
    {
        using var response = await client.ReadAsync($"{Answers.Api}/notes?search={Uri.EscapeDataString(search)}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return [.. (await response.JsonAsync()).List("items").Select(note => note.Id("id"))];
    }
}
