using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.EmergencyAccesses;

public sealed class EmergencyAccessTests(IntakeFixture fixture)
{
    private const string Path = $"{Provider.Api}/emergency-accesses";

    [Fact]
    public async Task Open_ByNamesAndBirthDate_ReadsThatPatientForFourHours()
    {
        var provider = await Provider.OpenAsync(fixture);
        var birthDate = new DateOnly(1987, 6, 5);
        var patientId = (await provider.AdmitAsync(birthDate)).PatientId;
        var other = (await provider.AdmitAsync(new DateOnly(1988, 7, 6))).PatientId;
        var caller = Elsewhere(provider, Roles.Therapist);
        using var therapist = fixture.Client(caller);
        await therapist.Get($"{Provider.Api}/patients/{patientId}").AnswersAsync(HttpStatusCode.NotFound);

        var id = await therapist.CreatedIdAsync(Path, ByName("pat", "SAMPLE", birthDate));
        Assert.Equal("Sample", (await therapist.Get($"{Provider.Api}/patients/{patientId}").OkAsync()).Text("familyName"));
        Assert.Equal(2, (await therapist.Get($"{Provider.Api}/patients/{patientId}/scores").OkAsync())["items"]!.AsArray().Count);
        var episode = Assert.Single((await therapist.Get($"{Provider.Api}/episodes").OkAsync())["items"]!.AsArray())!;
        Assert.Equal(patientId.ToString(), episode.Text("patientId"));
        var opened = await therapist.Get($"{Path}/{id}").OkAsync();
        Assert.Equal(TimeSpan.FromHours(4), At(opened, "until") - At(opened, "openedAt"));

        // One patient, to read, without what is not their chart.
        await therapist.Get($"{Provider.Api}/patients/{other}").AnswersAsync(HttpStatusCode.NotFound);
        await therapist.Get($"{Provider.Api}/patients/{patientId}/consents").AnswersAsync(HttpStatusCode.NotFound);
        await therapist.Post($"{Provider.Api}/consents/{await ConsentOfAsync(patientId)}/revoke").AnswersAsync(HttpStatusCode.NotFound);
        await therapist.CreateAsync($"{Provider.Api}/patients/{patientId}/consents", provider.Consent("treatment")).AnswersAsync(HttpStatusCode.NotFound);
        Assert.Empty((await therapist.Get($"{Provider.Api}/patients?search=sample").OkAsync())["items"]!.AsArray());
        Assert.Empty((await therapist.Get($"{Provider.Api}/programs").OkAsync())["items"]!.AsArray());

        // Every use stands in the trail, and the other services are told.
        Assert.Equal(
            ["emergency-access", "episodes", "patient", "scores"],
            await fixture.SqlAsync<string>(
                "select view from chart_reads where organization_id = $1 and subject = $2 and patient_id = $3 order by view",
                provider.Organization, caller.Subject, patientId));
        Assert.Equal(
            [id],
            await fixture.SqlAsync<Guid>(
                "select resource_id from audit where resource_type = 'emergency-access' and subject = $1 and patient_id = $2", caller.Subject, patientId));
        var told = Assert.Single(await fixture.PublishedAsync<EmergencyAccessChanged>(provider.Organization));
        Assert.Equal((id, caller.Subject, patientId, provider.Site), (told.EmergencyAccessId, told.Subject, told.PatientId, told.SiteId));

        await EndAsync(id);
        await therapist.Get($"{Provider.Api}/patients/{patientId}").AnswersAsync(HttpStatusCode.NotFound);
        await therapist.Get($"{Path}/{id}").AnswersAsync(HttpStatusCode.NotFound);
        Assert.NotEqual(id, await therapist.CreatedIdAsync(Path, ById(patientId)));
    }

    [Fact]
    public async Task Open_RefusedCases()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        using var therapist = fixture.Client(Elsewhere(provider, Roles.Therapist));
        await therapist.CreateAsync(Path, new { reasonCode = "curiosity", reason = "Why not" }).WrongFieldsAsync("patientId", "reasonCode", "reason");
        await therapist.CreateAsync(Path, new { patient = new { givenName = "Pat" }, reasonCode = "disaster", reason = "The river came." })
            .WrongFieldsAsync("patient.familyName", "patient.birthDate");
        await therapist.CreateAsync(Path, new
        {
            patientId,
            patient = new { givenName = "Pat", familyName = "Sample", birthDate = "1990-02-03" },
            reasonCode = "disaster",
            reason = "The river came.",
        }).WrongFieldsAsync("patient");
        await provider.Therapist.CreateAsync(Path, ById(patientId)).RefusedByAsync("within-reach");
        await therapist.CreateAsync(Path, ById(Guid.CreateVersion7())).AnswersAsync(HttpStatusCode.NotFound);
        await therapist.CreateAsync(Path, ByName("Pat", "Sampl", new DateOnly(1990, 2, 3))).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.Therapist).CreateAsync(Path, ById(patientId)).AnswersAsync(HttpStatusCode.NotFound);
        foreach (var role in Roles.Staff.Except(Roles.Clinicians))
        {
            await provider.AsElsewhere(role).CreateAsync(Path, ById(patientId)).AnswersAsync(HttpStatusCode.Forbidden);
        }

        // Two people of the same names and birthday: the id decides.
        await provider.ReferAsync();
        await therapist.CreateAsync(Path, ByName("Pat", "Sample", new DateOnly(1990, 2, 3))).RefusedByAsync("several-patients");
        await therapist.CreatedIdAsync(Path, ById(patientId));
        await therapist.CreateAsync(Path, ById(patientId)).RefusedByAsync("already-open");
        // Nothing was opened by what was refused, and the attempts are written down.
        Assert.Single(await fixture.SqlAsync<Guid>("select id from emergency_accesses where organization_id = $1", provider.Organization));
        Assert.Equal(3, (await fixture.SqlAsync<Guid>(
            "select resource_id from audit where organization_id = $1 and action = 'emergency-access.open' and resource_type = 'organization'",
            provider.Organization)).Count);
    }

    [Fact]
    public async Task Open_SameRequestAgain_IsAnsweredAlike()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        using var therapist = fixture.Client(Elsewhere(provider, Roles.MedicalDirector));
        var key = Guid.CreateVersion7().ToString();
        var ids = new List<Guid>();
        for (var n = 0; n < 2; n++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = System.Net.Http.Json.JsonContent.Create(ById(patientId)) };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await therapist.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            ids.Add((await response.JsonAsync())["id"]!.GetValue<Guid>());
        }

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task Review_Queue_ShowsWhatIsDueAndTakesOneVerdict()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        var caller = Elsewhere(provider, Roles.Therapist, Roles.ComplianceOfficer);
        using var therapist = fixture.Client(caller);
        var id = await therapist.CreatedIdAsync(Path, ById(patientId));
        using var officer = provider.As(Roles.ComplianceOfficer);
        var item = Assert.Single(await QueueAsync(officer, "awaiting-review"))!;
        Assert.Equal(("awaiting-review", caller.Subject, "suicide-risk"), (item.Text("status"), item.Text("openedBy"), item.Text("reasonCode")));
        Assert.Equal("She is at our door, zebra.", item.Text("reason"));
        Assert.Empty(await QueueAsync(officer, "overdue"));

        await fixture.SqlAsync<int>("update emergency_reviews set due_at = now() - interval '1 minute' where id = $1 returning 1", id);
        Assert.Equal("overdue", Assert.Single(await QueueAsync(officer, "overdue"))!.Text("status"));

        await officer.Post($"{Path}/{id}/review", new { verdict = "perhaps", note = "" }).WrongFieldsAsync("verdict", "note");
        using var sameSite = fixture.Client(caller with { SiteIds = [provider.Site] });
        await sameSite.Post($"{Path}/{id}/review", Verdict("justified")).RefusedByAsync("own-access");
        await provider.Therapist.Post($"{Path}/{id}/review", Verdict("justified")).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsStranger(Roles.ComplianceOfficer).Post($"{Path}/{id}/review", Verdict("justified")).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsElsewhere(Roles.ComplianceOfficer).Post($"{Path}/{id}/review", Verdict("justified")).AnswersAsync(HttpStatusCode.NotFound);

        await officer.Post($"{Path}/{id}/review", Verdict("not-justified")).AnswersAsync(HttpStatusCode.NoContent);
        await officer.Post($"{Path}/{id}/review", Verdict("justified")).RefusedByAsync("already-reviewed");
        Assert.Empty(await QueueAsync(officer, "awaiting-review"));
        var reviewed = Assert.Single(await QueueAsync(officer, "reviewed"))!;
        Assert.Equal(("not-justified", "Asked the site, zebra."), (reviewed.Text("status"), reviewed["review"]!.Text("note")));
        // Found not justified, it is over at once, here and by event.
        await therapist.Get($"{Provider.Api}/patients/{patientId}").AnswersAsync(HttpStatusCode.NotFound);
        var events = await fixture.PublishedAsync<EmergencyAccessChanged>(provider.Organization);
        Assert.Equal([1L, 2L], events.Select(changed => changed.Version));
        Assert.True(events[1].Until < events[0].Until);
        await using var everything = Npgsql.NpgsqlDataSource.Create(fixture.Database.Migrator);
        Assert.Empty(await PlantedText.ColumnsWithAsync(everything, "zebra"));
    }

    [Fact]
    public async Task Open_Part2Record_IsInTheAccountingWithItsPapers()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        var caller = Elsewhere(provider, Roles.MedicalDirector);
        using var director = fixture.Client(caller);
        await director.CreatedIdAsync(Path, ById(admitted.PatientId));
        using var officer = provider.As(Roles.ComplianceOfficer);
        var line = Assert.Single((await officer.Get($"{Provider.Api}/patients/{admitted.PatientId}/disclosures").OkAsync())["items"]!.AsArray())!;
        Assert.Equal(("medical-emergency", "emergency-access", caller.Subject), (line.Text("basis"), line.Text("channel"), line["to"]!.Text("identifier")));
        Assert.Equal("45 CFR 164.528", line["accountedUnder"]![0]!.GetValue<string>());
        Assert.Equal(
            [true],
            await fixture.SqlAsync<bool>("select iop.is_sealed(documentation) from disclosures where patient_id = $1", admitted.PatientId));

        // Without Part 2 it is a use within the organization: audited and reviewed, but no disclosure.
        var referred = await provider.ReferAsync(new DateOnly(1991, 1, 1));
        await director.CreatedIdAsync(Path, ById(referred.PatientId));
        Assert.Empty((await officer.Get($"{Provider.Api}/patients/{referred.PatientId}/disclosures").OkAsync())["items"]!.AsArray());
        Assert.Equal(2, (await QueueAsync(officer, "awaiting-review")).Count);
    }

    private static Caller Elsewhere(Provider provider, params string[] roles) =>
        Callers.StaffOf(provider.Organization, [Guid.CreateVersion7()], roles);

    private static object ById(Guid patientId) => new { patientId, reasonCode = "suicide-risk", reason = "She is at our door, zebra." };

    private static object ByName(string given, string family, DateOnly birthDate) => new
    {
        patient = new { givenName = given, familyName = family, birthDate },
        reasonCode = "overdose-or-withdrawal",
        reason = "Found unconscious in the waiting room.",
    };

    private static object Verdict(string verdict) => new { verdict, note = "Asked the site, zebra." };

    private static async Task<JsonArray> QueueAsync(HttpClient officer, string status) =>
        (await officer.Get($"{Path}?status={status}").OkAsync())["items"]!.AsArray();

    private static DateTimeOffset At(JsonNode node, string name) => DateTimeOffset.Parse(node.Text(name)!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Guid> ConsentOfAsync(Guid patientId) =>
        (await fixture.SqlAsync<Guid>("select id from consents where patient_id = $1 and kind = 'treatment'", patientId)).Single();

    private async Task EndAsync(Guid id) =>
        await fixture.SqlAsync<int>("update emergency_accesses set until = opened_at where id = $1 returning 1", id);
}
