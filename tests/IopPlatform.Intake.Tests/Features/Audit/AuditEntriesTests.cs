using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Audit;

public sealed class AuditEntriesTests(IntakeFixture fixture)
{
    private const string Path = Provider.Api + "/audit-entries";

    [Fact]
    public async Task List_OfAPatient_TellsWhoDidAndWhoSawWhat()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        var reader = Callers.Staff(provider.Organization, Roles.Therapist);
        await fixture.Client(reader).Get($"{Provider.Api}/referrals").OkAsync();
        await fixture.Client(reader).Get($"{Provider.Api}/referrals/{referred.ReferralId}").OkAsync();

        var officer = provider.As(Roles.ComplianceOfficer);
        var entries = await ItemsAsync(officer, $"?patientId={referred.PatientId}");
        Assert.Contains(entries, entry => entry.Text("kind") == "command" && entry.Text("action") == "referral.register");
        var reads = await ItemsAsync(officer, $"?patientId={referred.PatientId}&kind=chart-read&subject={reader.Subject}");
        Assert.Equal(["referral", "referrals"], reads.Select(entry => entry.Text("action")));
        Assert.All(reads, entry => Assert.Equal(reader.Subject, entry.Text("subject")));
    }

    [Fact]
    public async Task List_Asked_IsAuditedBeforeTheAnswer()
    {
        var provider = await Provider.OpenAsync(fixture);
        var caller = Callers.Staff(provider.Organization, Roles.ComplianceOfficer);
        var patient = Guid.CreateVersion7();
        var own = Assert.Single(await ItemsAsync(fixture.Client(caller), $"?action=audit.query&patientId={patient}"));
        Assert.Equal((caller.Subject, patient.ToString()), (own.Text("subject"), own.Text("patientId")));
        Assert.Equal("audit.query", own["details"]!.Text("action"));
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachEntryOnceNewestFirst()
    {
        var provider = await Provider.OpenAsync(fixture);
        foreach (var _ in Enumerable.Range(0, 3)) await provider.ReferAsync();
        await provider.Director.Get($"{Provider.Api}/referrals").OkAsync();
        var until = Uri.EscapeDataString(provider.Now.AddSeconds(1).ToString("O"));
        var officer = provider.As(Roles.ComplianceOfficer);
        var all = new List<string>();
        var times = new List<DateTimeOffset>();
        foreach (var kind in new[] { "&kind=command", "&kind=chart-read", "" })
        {
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await officer.Get($"{Path}?to={until}&limit=2&cursor={cursor}{kind}").OkAsync();
                var items = page["items"]!.AsArray().Select(item => item!).Where(item => item.Text("action") != "audit.query").ToList();
                seen.AddRange(items.Select(item => $"{item.Text("kind")} {item["id"]}"));
                times.AddRange(kind.Length == 0 ? items.Select(item => item["at"]!.GetValue<DateTimeOffset>()) : []);
                cursor = (string?)page["next"];
            }
            while (cursor is not null);
            Assert.Distinct(seen);
            if (kind.Length > 0) all.AddRange(seen);
            else Assert.Equal(all.Order(), seen.Order());
        }

        var reads = (await fixture.SqlAsync<long>("select count(*) from chart_reads where organization_id = $1", provider.Organization)).Single();
        Assert.True(reads >= 3, $"The list of three patients left only {reads} reads.");
        Assert.Equal(reads, all.Count(entry => entry.StartsWith("chart-read", StringComparison.Ordinal)));
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task List_WithinATime_LeavesOutTheRest()
    {
        var provider = await Provider.OpenAsync(fixture);
        await provider.ReferAsync();
        var officer = provider.As(Roles.ComplianceOfficer);
        Assert.Empty(await ItemsAsync(officer, $"?action=referral.register&to={Uri.EscapeDataString(provider.Now.AddHours(-1).ToString("O"))}"));
        Assert.NotEmpty(await ItemsAsync(officer, $"?action=referral.register&from={Uri.EscapeDataString(provider.Now.AddHours(-1).ToString("O"))}"));
    }

    [Fact]
    public async Task List_OthersThanTheOfficerOfTheWholeOrganization_SeeNothing()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        await provider.As(Roles.MedicalDirector, Roles.SiteManager).Get(Path).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsElsewhere(Roles.ComplianceOfficer).Get(Path).AnswersAsync(HttpStatusCode.Forbidden);
        var strangers = await ItemsAsync(provider.AsStranger(Roles.ComplianceOfficer), $"?patientId={referred.PatientId}");
        Assert.Equal(["audit.query"], strangers.Select(entry => entry.Text("action")));
    }

    [Theory]
    [InlineData("kind=read", "kind")]
    [InlineData("subject=some%20body", "subject")]
    [InlineData("action=a%20sentence", "action")]
    [InlineData("cursor=x", "cursor")]
    public async Task List_WrongFilter_NamesTheField(string query, string field)
    {
        var officer = fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.ComplianceOfficer));
        using var response = await officer.GetAsync($"{Path}?{query}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await response.JsonAsync())["errors"]![field]);
    }

    private static async Task<IReadOnlyList<JsonNode>> ItemsAsync(HttpClient client, string query) =>
        [.. (await client.Get(Path + query).OkAsync())["items"]!.AsArray().Select(item => item!)];
}
