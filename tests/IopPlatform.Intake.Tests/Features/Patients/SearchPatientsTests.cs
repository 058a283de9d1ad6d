using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Patients;

public sealed class SearchPatientsTests(IntakeFixture fixture)
{
    [Theory]
    [InlineData("lop", "María López")]
    [InlineData("MARIA", "María López")]
    [InlineData("lópez mar", "María López")]
    [InlineData("lo ma", "María López")]
    [InlineData("luz", "María López")]
    [InlineData("zoe", "Zoë O'Brien")]
    [InlineData("o'br z", "Zoë O'Brien")]
    [InlineData("pez", "")]
    [InlineData("maria brien", "")]
    [InlineData("lop%", "")]
    public async Task Search_BeginningsOfNames_FindWhomTheyFit(string search, string expected)
    {
        var provider = await Provider.OpenAsync(fixture);
        await ReferAsync(provider, "María", "López", "Luz");
        await ReferAsync(provider, "Zoë", "O'Brien", null);

        Assert.Equal(expected, string.Join(", ", await FindAsync(provider.Intake, search)));
    }

    [Fact]
    public async Task Search_MoreThanAPage_GoesOnWhereItEnded()
    {
        var provider = await Provider.OpenAsync(fixture);
        foreach (var family in new[] { "Abel", "Abbott", "Abbott", "Abrams" }) await ReferAsync(provider, "Kim", family, null);

        var first = await provider.Intake.Get($"{Provider.Api}/patients?search=ab&limit=2").OkAsync();
        var second = await provider.Intake.Get($"{Provider.Api}/patients?search=ab&limit=2&cursor={first["next"]}").OkAsync();

        Assert.Equal(["Abbott", "Abbott", "Abel", "Abrams"], Names(first).Concat(Names(second)));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Search_ByStrangersAndAtOtherSites_FindsNobody()
    {
        var provider = await Provider.OpenAsync(fixture);
        await ReferAsync(provider, "María", "López", null);

        Assert.Empty(await FindAsync(provider.AsStranger(Roles.Therapist), "lop"));
        Assert.Empty(await FindAsync(provider.AsElsewhere(Roles.Therapist), "lop"));
        await provider.AsPatient(Guid.CreateVersion7()).Get($"{Provider.Api}/patients?search=lop").AnswersAsync(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("aa bb cc dd ee")]
    public async Task Search_TooLittleOrTooMuch_IsRefused(string search)
    {
        var provider = await Provider.OpenAsync(fixture);
        await provider.Intake.Get($"{Provider.Api}/patients?search={search}").AnswersAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Search_Audited_TellsHowManyButNotWhom()
    {
        var provider = await Provider.OpenAsync(fixture);
        await ReferAsync(provider, "María", "López", null);
        await FindAsync(provider.Intake, "lop");

        var details = await fixture.SqlAsync<string>(
            "select details::text from audit where organization_id = $1 and action = 'patient.search'", provider.Organization);
        Assert.Equal("""{"found": 1, "words": 1}""", Assert.Single(details));
    }

    private static async Task ReferAsync(Provider provider, string given, string family, string? preferred)
    {
        var referral = JsonSerializer.SerializeToNode(provider.Referral(), JsonSerializerOptions.Web)!;
        referral["patient"]!["givenName"] = given;
        referral["patient"]!["familyName"] = family;
        if (preferred is not null) referral["patient"]!["preferredName"] = preferred;
        await provider.Intake.CreatedIdAsync($"{Provider.Api}/referrals", referral);
    }

    private static async Task<IReadOnlyList<string>> FindAsync(HttpClient client, string search)
    {
        var page = await client.Get($"{Provider.Api}/patients?search={Uri.EscapeDataString(search)}").OkAsync();
        return [.. page["items"]!.AsArray().Select(found => $"{found!["givenName"]} {found["familyName"]}")];
    }

    private static IEnumerable<string> Names(JsonNode page) => page["items"]!.AsArray().Select(found => found!["familyName"]!.ToString());
}
