using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Intake.Features.Disclosures;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Tests.Features.Disclosures;

public sealed class AccountingTests(IntakeFixture fixture)
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<bool, string?, string, string?, int, string[]> Rules => new()
    {
        { true, "consent", "treatment", null, 1, ["42 CFR 2.25(b)"] },
        { true, "consent", "family-involvement", null, 1, ["42 CFR 2.25(a)"] },
        { true, "consent", "treatment", "Exchange", 1, ["42 CFR 2.25(b)", "42 CFR 2.24(b)"] },
        { true, "consent", "treatment", null, 4, [] },
        { true, "medical-emergency", "medical-emergency", null, 5, ["45 CFR 164.528"] },
        { true, "medical-emergency", "medical-emergency", null, 7, [] },
        { false, "hipaa-tpo", "treatment", null, 1, [] },
        { false, "consent", "family-involvement", null, 1, [] },
        { true, null, "treatment", null, 1, [] },
        { true, "consent", "patient-contact", null, 1, [] },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Under_Table(bool isPart2, string? basis, string purpose, string? intermediary, int yearsAgo, string[] rules) =>
        Assert.Equal(rules, Accounting.Under(isPart2, basis, purpose, intermediary, Now.AddYears(-yearsAgo), Now));

    [Fact]
    public async Task List_OwnPatientAndComplianceOfficer_SeeEveryLineOnce()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        await fixture.DecidedAsync(provider.Request(patientId, "payment"));
        await provider.ConsentAsync(patientId);
        await provider.RegisterPartnerAsync("<b>Sample</b> General");
        for (var n = 0; n < 3; n++) await fixture.DecidedAsync(provider.Request(patientId));

        var path = $"{Provider.Api}/patients/{patientId}/disclosures";
        var patient = provider.AsPatient(patientId);
        var officer = provider.As(Roles.ComplianceOfficer);
        var first = await patient.Get($"{path}?limit=2").OkAsync();
        var second = await patient.Get($"{path}?limit=2&cursor={first.Text("next")}").OkAsync();
        Assert.Equal((2, 1), (first["items"]!.AsArray().Count, second["items"]!.AsArray().Count));
        var line = first["items"]![0]!;
        Assert.Equal(("<b>Sample</b> General", "1 Hospital Way"), (line["to"]!.Text("name"), line["to"]!.Text("address")));
        Assert.Equal(("treatment", "consent", "fhir", "somebody"), (line.Text("purpose"), line.Text("basis"), line.Text("channel"), line.Text("onBehalfOf")));
        Assert.Equal("42 CFR 2.25(b)", line["accountedUnder"]![0]!.GetValue<string>());
        Assert.Equal(3, (await patient.Get($"{path}?refused=true").OkAsync())["items"]!.AsArray().Count);
        Assert.Equal(4, (await officer.Get($"{path}?refused=true").OkAsync())["items"]!.AsArray().Count);
        Assert.Empty((await officer.Get($"{path}?intermediary=true").OkAsync())["items"]!.AsArray());

        using var printed = await patient.Get($"{path}/print");
        var page = await printed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/html", printed.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Pat Sample", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Sample&lt;/b&gt; General", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains("3 disclosures", page, StringComparison.Ordinal);
    }

    /// <summary>45 CFR 164.528(a)(1): six years; 42 CFR 2.25(a): three. The list is the log, cut at six.</summary>
    [Fact]
    public async Task List_YearsBack_EqualsTheLogAndNamesTheRuleOfEachLine()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        await provider.ConsentAsync(patientId);
        await provider.RegisterPartnerAsync();
        await provider.ConsentAsync(patientId, "contact");
        Assert.True((await fixture.DecidedAsync(provider.Request(patientId))).Permitted());
        Assert.True((await fixture.DecidedAsync(provider.Message(patientId))).Permitted());
        await fixture.SqlAsync<int>(
            """
            insert into disclosures
                (organization_id, id, request_id, request_hash, patient_id, site_id, decided_at, permitted, rule, basis, consent_id,
                 consent_version, is_part2, recipient_kind, recipient_identifier, recipient_name, recipient_address, information_kinds,
                 purpose, channel, asked_by)
            select organization_id, gen_random_uuid(), gen_random_uuid(), request_hash, patient_id, site_id,
                decided_at - make_interval(months => back), permitted, rule, basis, consent_id, consent_version, is_part2, recipient_kind,
                recipient_identifier, recipient_name, recipient_address, information_kinds, purpose, channel, asked_by
            from disclosures, unnest(array[1, 12, 35, 37, 71, 73]) as back
            where patient_id = $1 and recipient_kind = 'entity' returning 1
            """,
            patientId);

        using var patient = provider.AsPatient(patientId);
        var listed = await AllAsync(patient, patientId, "limit=2");
        var logged = await fixture.SqlAsync<Guid>(
            """
            select id from disclosures
            where patient_id = $1 and permitted and recipient_kind <> 'patient' and decided_at >= now() - interval '6 years'
            order by decided_at desc, id desc
            """,
            patientId);
        Assert.Equal(6, logged.Count);
        Assert.Equal(logged.Select(id => id.ToString()), listed.Select(line => line.Text("id")));
        Assert.Equal(4, listed.Count(line => line["accountedUnder"]!.AsArray() is [{ } rule] && rule.GetValue<string>() == "42 CFR 2.25(b)"));
        Assert.Equal(7, (await AllAsync(patient, patientId, "toPatient=true")).Count);
    }

    private static async Task<List<JsonNode>> AllAsync(HttpClient client, Guid patientId, string query)
    {
        List<JsonNode> lines = [];
        string? next = "";
        while (next is not null)
        {
            var page = await client.Get($"{Provider.Api}/patients/{patientId}/disclosures?{query}&cursor={next}").OkAsync();
            lines.AddRange(page["items"]!.AsArray().Select(line => line!));
            next = page.Text("next");
        }

        return lines;
    }

    [Fact]
    public async Task List_OutOfReach_IsNotFound()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var path = $"{Provider.Api}/patients/{patientId}/disclosures";
        await provider.AsPatient((await provider.ReferAsync()).PatientId).Get(path).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsElsewhere(Roles.ComplianceOfficer).Get(path).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.ComplianceOfficer).Get(path + "/print").AnswersAsync(HttpStatusCode.NotFound);
        await provider.Therapist.Get(path).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.As(Roles.ComplianceOfficer).Get(path + "?cursor=%25").WrongFieldsAsync("cursor");
        Assert.Empty((await provider.AsStranger(Roles.ComplianceOfficer).Get($"{Provider.Api}/disclosure-recipients").OkAsync())["items"]!.AsArray());
    }
}
