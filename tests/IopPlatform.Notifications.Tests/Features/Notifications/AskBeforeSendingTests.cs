using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Notifications.Tests.Features.Notifications;

/// <summary>A message to a patient leaves only with Intake's permission of that moment.</summary>
public sealed class AskBeforeSendingTests(NotificationsFixture fixture)
{
    [Fact]
    public async Task Due_Permitted_AsksForTheMessageAndNamesTheLine()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.WelcomeAsync();
        await clinic.OnlyAsync("sent");
        var asked = Assert.Single(fixture.Others.AskedAbout(clinic.Patient));
        Assert.Equal((clinic.Organization, "patient-contact", "notifications", "email"), (asked.OrganizationId, asked.Purpose, asked.Service, asked.Channel));
        Assert.Equal(("patient", clinic.PatientAddress), (asked.Recipient.Kind, asked.Recipient.Address));
        Assert.Equal(["patient-message"], asked.InformationKinds);
        Assert.True((await fixture.SqlAsync<bool>(
            "select details ->> 'disclosure' is not null from audit where organization_id = $1 and details ->> 'outcome' = 'sent'",
            clinic.Organization)).Single());
    }

    [Fact]
    public async Task Due_RevokedInIntakeButNotHereYet_IsNotSent()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddHours(26);
        await clinic.DeliverAsync(clinic.Week(Guid.CreateVersion7(), 1, Clinic.Session(Guid.CreateVersion7(), start)));
        await clinic.OnlyAsync("queued");
        // Revoked between queueing and sending; the event that tells it is still on its way.
        fixture.Others.Treat(clinic.Patient, IntakeAnswers.RefusesForNoConsent);
        fixture.Time.Advance(TimeSpan.FromHours(3));
        var row = await clinic.OnlyAsync("failed");
        Assert.Equal("no-consent", row.FailureReason);
        Assert.Empty(fixture.Mail.To(clinic.PatientAddress));
        var told = await fixture.PublishedAsync<NotificationFailed>(clinic.Organization, told => told.NotificationId == row.Id);
        Assert.Equal("no-consent", told.Reason);
    }

    [Theory]
    [InlineData(IntakeAnswers.IsAway)]
    [InlineData(IntakeAnswers.PermitsSomethingElse)]
    [InlineData(IntakeAnswers.KnowsAnotherAddress)]
    public async Task Due_NoDecision_WaitsVisiblyAndIsSentWhenThereIsOne(IntakeAnswers how)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        fixture.Others.Treat(clinic.Patient, how);
        await clinic.WelcomeAsync();
        var waiting = await WaitingAsync(clinic);
        Assert.True(waiting.DueAt > waiting.CreatedAt);
        Assert.Empty(fixture.Mail.To(clinic.PatientAddress));
        var staff = fixture.Client(Callers.Staff(clinic.Organization, Roles.IntakeCoordinator));
        using var list = await staff.GetAsync(
            $"/api/notifications/notifications?patientId={clinic.Patient}&status=queued", TestContext.Current.CancellationToken);
        Assert.Equal("disclosure-decision", (string?)(await list.JsonAsync())["items"]![0]!["waitsFor"]);

        fixture.Others.Treat(clinic.Patient, IntakeAnswers.Permits);
        fixture.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null((await clinic.OnlyAsync("sent")).WaitsFor);
        Assert.Single(fixture.Mail.To(clinic.PatientAddress));
        // The same question each time: Intake logs it once.
        Assert.Single(fixture.Others.AskedAbout(clinic.Patient).Select(request => request.RequestId).Distinct());
    }

    [Fact]
    public async Task Due_NoDecisionForADay_Expires()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        fixture.Others.Treat(clinic.Patient, IntakeAnswers.PermitsSomethingElse);
        await clinic.WelcomeAsync();
        await WaitingAsync(clinic);
        fixture.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal("expired", (await clinic.OnlyAsync("failed")).FailureReason);
        Assert.Empty(fixture.Mail.To(clinic.PatientAddress));
    }

    [Fact]
    public async Task Due_ToStaff_AsksNobody()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        fixture.Others.Treat(clinic.Patient, IntakeAnswers.IsAway);
        var director = await clinic.HireAsync(Roles.MedicalDirector);
        await fixture.DeliverAsync(new SafetyTaskOpened
        {
            OrganizationId = clinic.Organization,
            Version = 1,
            OccurredAt = clinic.Now,
            TaskId = Guid.CreateVersion7(),
            EpisodeId = clinic.Episode,
            PatientId = clinic.Patient,
            SiteId = clinic.Site,
            Level = "high",
            AcknowledgeBy = clinic.Now.AddHours(1),
        });
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(fixture.Mail.To(Clinic.AddressOf(director)).Count == 1), "the page to reach the medical director");
        Assert.Empty(fixture.Others.AskedAbout(clinic.Patient));
    }

    private static Task<Row> WaitingAsync(Clinic clinic) => Eventually.GetAsync(
        async () => await clinic.RowsAsync() is [{ State: "queued", WaitsFor: "disclosure-decision", Attempts: > 0 } row] ? row : null,
        "the message to wait for a decision");
}
