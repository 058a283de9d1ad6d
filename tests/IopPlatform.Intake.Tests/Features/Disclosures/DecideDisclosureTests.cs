using System.Net;
using System.Net.Http.Json;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Disclosures;
using Microsoft.Extensions.Logging.Abstractions;

namespace IopPlatform.Intake.Tests.Features.Disclosures;

public sealed class DecideDisclosureTests(IntakeFixture fixture)
{
    [Fact]
    public async Task Decide_ByGeneralConsent_ReachesRegisteredRecipientsOnly()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        var consent = await provider.ConsentAsync(patientId);
        var request = provider.Request(patientId);
        var unknown = await fixture.DecidedAsync(request);
        Assert.Equal((false, "no-consent"), (unknown.Permitted(), unknown.Text("rule")));
        Assert.Empty(unknown["informationKinds"]!.AsArray());

        await provider.RegisterPartnerAsync();
        var permitted = await fixture.DecidedAsync(request);
        Assert.True(permitted.Permitted());
        Assert.Equal((consent.ToString(), "consent"), (permitted.Text("consentId"), permitted.Text("basis")));
        Assert.Contains("42 CFR part 2 prohibits", permitted.Text("notice"), StringComparison.Ordinal);
        Assert.Contains("My treating providers", permitted.Text("scope"), StringComparison.Ordinal);
        Assert.Equal((1, 1), (await fixture.LoggedAsync(patientId), await fixture.LoggedAsync(patientId, permitted: false)));
    }

    [Fact]
    public async Task Decide_SameRequestAgain_IsLoggedOnceAndLooksAtTheConsentsAgain()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        var consent = await provider.ConsentAsync(patientId);
        await provider.RegisterPartnerAsync();
        var request = provider.Request(patientId, "treatment", "attendance", "diagnoses");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => fixture.DecidedAsync(request)));
        Assert.All(answers, answer => Assert.True(answer.Permitted()));
        Assert.Single(answers.Select(answer => answer.Text("disclosureId")).Distinct());
        Assert.Equal(1, await fixture.LoggedAsync(patientId));

        var other = await fixture.DecidedAsync(request with { InformationKinds = ["billing"] });
        Assert.Equal((false, "request-id-reused"), (other.Permitted(), other.Text("rule")));

        await provider.Intake.Post($"{Provider.Api}/consents/{consent}/revoke", new { reason = "Changed my mind", revokedBy = "Pat Sample" })
            .AnswersAsync(HttpStatusCode.NoContent);
        Assert.False((await fixture.DecidedAsync(request)).Permitted());
        Assert.Equal(1, await fixture.LoggedAsync(patientId));
        var ended = (await provider.Intake.Get($"{Provider.Api}/consents/{consent}").OkAsync())["ended"]!;
        Assert.Equal(("revocation", "Pat Sample", "Changed my mind"), (ended.Text("by"), ended.Text("revokedBy"), ended.Text("reason")));
    }

    [Fact]
    public async Task Decide_ConsentWithoutTerms_CarriesNothing()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        await provider.RegisterPartnerAsync();
        var consent = await provider.ConsentAsync(patientId);
        Assert.True((await fixture.DecidedAsync(provider.Request(patientId))).Permitted());
        // As they were recorded before terms were kept.
        await fixture.SqlAsync<int>(
            """
            update consents set discloser_kind = null, information_kinds = null, substance_use_information = null, recipients = null,
                intermediary = null, purposes = null, revocation_statement = null, expiry = null, signer_capacity = null,
                redisclosure_stated = null, refusal_stated = null, form_version = null, form_language = null, form_sha256 = null
            where id = $1 returning 1
            """,
            consent);
        Assert.False((await fixture.DecidedAsync(provider.Request(patientId))).Permitted());
    }

    [Fact]
    public async Task Decide_NarrowConsent_CarriesItsRecipientPurposeAndKindsOnly()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        object[] recipients = [new { kind = "entity", name = "Sample General", identifier = Disclosable.Partner }];
        await provider.ConsentAsync(patientId, "release", Disclosable.Terms(["attendance", "diagnoses"], ["treatment"], recipients));
        var request = provider.Request(patientId, "treatment", "attendance");
        Assert.True((await fixture.DecidedAsync(request)).Permitted());
        DecideDisclosureRequest[] wrong =
        [
            provider.Request(patientId, "payment", "attendance"),
            provider.Request(patientId, "treatment", "attendance", "progress-notes"),
            provider.Request(patientId, "treatment", "attendance") with { Recipient = new DisclosureRecipient("entity", "Sample General", "another") },
            provider.Request(patientId, "treatment", "attendance") with { Intermediary = "Exchange" },
        ];
        foreach (var refused in wrong) Assert.Equal("no-consent", (await fixture.DecidedAsync(refused)).Text("rule"));
        Assert.Equal((1, wrong.Length), (await fixture.LoggedAsync(patientId), (int)await fixture.LoggedAsync(patientId, permitted: false)));
    }

    [Fact]
    public async Task Decide_ExpiredConsent_CarriesNothing()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        await provider.RegisterPartnerAsync();
        var consent = await provider.ConsentAsync(patientId);
        await fixture.SqlAsync<int>("update consents set expires_on = current_date - 3, expiry = 'date' where id = $1 returning 1", consent);
        Assert.Equal("no-consent", (await fixture.DecidedAsync(provider.Request(patientId))).Text("rule"));
    }

    /// <summary>The rows of decision, log and audit have one transaction, and it held the consent (its lock is in the row's xmax).</summary>
    [Fact]
    public async Task Decide_LogAuditAndConsent_AreOfOneTransaction()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        var consent = await provider.ConsentAsync(patientId);
        await provider.RegisterPartnerAsync();
        var id = Guid.Parse((await fixture.DecidedAsync(provider.Request(patientId))).Text("disclosureId")!);
        Assert.Equal(
            [true],
            await fixture.SqlAsync<bool>(
                """
                select d.xmin::text = a.xmin::text and c.xmax::text = d.xmin::text
                from disclosures d join audit a on a.resource_id = d.id and a.action = 'disclosure.decide' join consents c on c.id = d.consent_id
                where d.id = $1 and c.id = $2
                """,
                id, consent));
    }

    [Fact]
    public async Task Decide_MessageToThePatient_RestsOnTheConsentToBeContacted()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        Assert.Equal("no-consent", (await fixture.DecidedAsync(provider.Message(patientId))).Text("rule"));

        var consent = await provider.ConsentAsync(patientId, "contact");
        var permitted = await fixture.DecidedAsync(provider.Message(patientId));
        Assert.Equal((true, consent.ToString()), (permitted.Permitted(), permitted.Text("consentId")));
        Assert.Equal(
            "contact-point-changed", (await fixture.DecidedAsync(provider.Message(patientId, "former@example.com"))).Text("rule"));
        DecideDisclosureRequest[] mixed =
        [
            provider.Message(patientId) with { InformationKinds = ["patient-message", "attendance"] },
            provider.Message(patientId) with { Purpose = "treatment" },
            provider.Message(patientId) with { Recipient = new DisclosureRecipient("entity", "Hospital", Disclosable.Partner, "pat.sample@example.com") },
        ];
        foreach (var refused in mixed)
        {
            Assert.Equal("patient-contact-apart", (await fixture.DecidedAsync(refused)).Text("rule"));
        }

        // It carries a message to the patient and nothing to anybody else.
        Assert.False((await fixture.DecidedAsync(provider.Request(patientId, "family-involvement"))).Permitted());
        await provider.Intake.Post($"{Provider.Api}/consents/{consent}/revoke").AnswersAsync(HttpStatusCode.NoContent);
        Assert.Equal("no-consent", (await fixture.DecidedAsync(provider.Message(patientId))).Text("rule"));
    }

    [Fact]
    public async Task Decide_MessageToThePatient_RevocationBeingCommittedCounts()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var consent = await provider.ConsentAsync(patientId, "contact");
        await using var revoking = await HeldChange.BeginAsync(
            fixture, "update consents set revoked_at = now(), version = version + 1 where id = $1", consent);
        var deciding = fixture.DecidedAsync(provider.Message(patientId));
        await revoking.CommitWhenWaitedForAsync();
        Assert.False((await deciding).Permitted());
        Assert.Equal(0, await fixture.LoggedAsync(patientId));
    }

    [Fact]
    public async Task Decide_ProgramAndDiagnosis_MakeThePart2Record()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        using var officer = provider.As(Roles.ComplianceOfficer);
        Assert.False((await fixture.DecidedAsync(provider.Request(admitted.PatientId))).Permitted());

        using var marked = await officer.PutAsJsonAsync(
            $"{Provider.Api}/programs/{admitted.ProgramId}/confidentiality", new { isPart2 = false, reason = "Mood disorders only" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, marked.StatusCode);
        var free = await fixture.DecidedAsync(provider.Request(admitted.PatientId));
        Assert.Equal((true, "hipaa-tpo"), (free.Permitted(), free.Text("basis")));
        Assert.Null(free["notice"]);
        Assert.False((await fixture.DecidedAsync(provider.Request(admitted.PatientId, "family-involvement"))).Permitted());

        await fixture.SqlAsync<int>("update referrals set diagnoses = array['F10.20'] where id = $1 returning 1", admitted.ReferralId);
        Assert.False((await fixture.DecidedAsync(provider.Request(admitted.PatientId))).Permitted());
    }

    [Fact]
    public async Task Decide_Emergency_IsLoggedWithItsPapers()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        var request = provider.Request(patientId, "medical-emergency", "medications") with
        {
            Documentation = new Dictionary<string, string>
            {
                ["receivedBy"] = "Dr. Sample",
                ["receiverAffiliation"] = "Sample General",
                ["disclosedBy"] = "T. Therapist",
                ["natureOfEmergency"] = "Unconscious",
                ["whyNoConsent"] = "Cannot answer",
            },
        };
        var bare = await fixture.DecidedAsync(request with { Documentation = null, RequestId = Guid.CreateVersion7() });
        Assert.Equal((false, "documentation-missing"), (bare.Permitted(), bare.Text("rule")));
        Assert.Equal("medical-emergency", (await fixture.DecidedAsync(request)).Text("basis"));
        Assert.True((await fixture.SqlAsync<bool>(
            "select documentation is not null and iop.is_sealed(documentation) from disclosures where patient_id = $1 and permitted",
            patientId)).Single());
    }

    [Fact]
    public async Task Decide_DeathAndExpiry_GoByTheDayAtTheSite()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        await provider.ConsentAsync(patientId);
        await provider.RegisterPartnerAsync();
        Assert.True((await fixture.DecidedAsync(provider.Request(patientId))).Permitted());
        using var died = await provider.Director.PutAsJsonAsync(
            $"{Provider.Api}/patients/{patientId}/death", new { on = provider.Today.AddDays(-1) }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, died.StatusCode);
        Assert.False((await fixture.DecidedAsync(provider.Request(patientId))).Permitted());
        using var ahead = await provider.Director.PutAsJsonAsync(
            $"{Provider.Api}/patients/{patientId}/death", new { on = provider.Today.AddDays(3) }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, ahead.StatusCode);
    }

    [Fact]
    public async Task Decide_RevocationBeingCommitted_IsWaitedForAndCounts()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        var consent = await provider.ConsentAsync(patientId);
        await provider.RegisterPartnerAsync();

        await using var revoking = await HeldChange.BeginAsync(
            fixture, "update consents set revoked_at = now(), version = version + 1 where id = $1", consent);
        var deciding = fixture.DecidedAsync(provider.Request(patientId));
        await revoking.CommitWhenWaitedForAsync();

        Assert.False((await deciding).Permitted());
        Assert.Equal(0, await fixture.LoggedAsync(patientId));
    }

    [Fact]
    public async Task Decide_RevocationsAgainstDecisions_NoneIsLoggedAfterTheRevocation()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        await provider.RegisterPartnerAsync();
        for (var round = 0; round < 5; round++)
        {
            var consent = await provider.ConsentAsync(patientId);
            var decisions = Enumerable.Range(0, 8).Select(_ => fixture.DecidedAsync(provider.Request(patientId))).ToList();
            await provider.Intake.Post($"{Provider.Api}/consents/{consent}/revoke").AnswersAsync(HttpStatusCode.NoContent);
            var logged = await fixture.LoggedAsync(patientId);
            await Task.WhenAll(decisions);
            Assert.Equal(logged, await fixture.LoggedAsync(patientId));
        }
    }

    [Fact]
    public async Task Decide_OtherRolesAndUnknownPatients_AreRefused()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var request = provider.Request(patientId);
        await fixture.Machine(Roles.Operator).DecideAsync(request).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.As(Roles.Staff).DecideAsync(request).AnswersAsync(HttpStatusCode.Forbidden);
        await fixture.AnonymousClient().DecideAsync(request).AnswersAsync(HttpStatusCode.Unauthorized);
        await fixture.Machine().DecideAsync(request with { PatientId = Guid.CreateVersion7() }).AnswersAsync(HttpStatusCode.NotFound);
        await fixture.Machine().DecideAsync(request with { OrganizationId = Guid.CreateVersion7() }).AnswersAsync(HttpStatusCode.NotFound);
        await fixture.Machine().DecideAsync(request with { Purpose = "curiosity", InformationKinds = [], Service = "" })
            .WrongFieldsAsync("purpose", "informationKinds", "service");
    }

    [Fact]
    public async Task Client_AgainstTheService_GetsTheAnswerAndClosesOnRefusal()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.AdmitAsync()).PatientId;
        await provider.ConsentAsync(patientId);
        await provider.RegisterPartnerAsync();
        var client = new DisclosureClient(fixture.Machine(), NullLogger<DisclosureClient>.Instance);
        Assert.True((await client.AskAsync(provider.Request(patientId), TestContext.Current.CancellationToken)).Permitted);
        var wrongRole = new DisclosureClient(fixture.Machine(Roles.Operator), NullLogger<DisclosureClient>.Instance);
        var refused = await wrongRole.AskAsync(provider.Request(patientId), TestContext.Current.CancellationToken);
        Assert.Equal((false, DisclosureRules.Unavailable), (refused.Permitted, refused.Rule));
    }
}
