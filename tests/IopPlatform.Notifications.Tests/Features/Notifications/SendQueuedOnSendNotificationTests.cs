using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Testing;

namespace IopPlatform.Notifications.Tests.Features.Notifications;

public sealed class SendQueuedOnSendNotificationTests(NotificationsFixture fixture)
{
    [Fact]
    public async Task Due_ConsentAndAddress_SendsAndTells()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.WelcomeAsync();
        var row = await clinic.OnlyAsync("sent");
        var mail = Assert.Single(fixture.Mail.To(clinic.PatientAddress));
        Assert.Equal($"{row.Id:n}@clinic.test", mail.Message.MessageId);
        Assert.Equal("no-reply@clinic.test", mail.Message.From.ToString());
        var told = await fixture.PublishedAsync<NotificationDelivered>(clinic.Organization, told => told.NotificationId == row.Id);
        Assert.Equal((clinic.Patient, "email", row.Version), (told.PatientId, told.Channel, told.Version));
    }

    [Fact]
    public async Task Due_PatientWhoSpeaksSpanish_IsWrittenToInSpanish()
    {
        var clinic = await Clinic.OpenAsync(fixture, language: "es-MX");
        await clinic.WelcomeAsync();
        await clinic.OnlyAsync("sent");
        var mail = Assert.Single(fixture.Mail.To(clinic.PatientAddress));
        Assert.Contains("Será un gusto verle", mail.Text);
    }

    [Fact]
    public async Task Due_NoConsent_FailsOnceThatIsSure()
    {
        var clinic = await Clinic.OpenAsync(fixture, consents: false);
        await clinic.WelcomeAsync();
        fixture.Time.Advance(Clinic.Settled);
        await AssertFailsAsync(clinic, "no-consent");
    }

    [Fact]
    public async Task Due_ConsentComesAfterTheMessage_IsWaitedFor()
    {
        var clinic = await Clinic.OpenAsync(fixture, consents: false);
        await clinic.WelcomeAsync();
        await Eventually.BecomesTrueAsync(
            async () => (await clinic.RowsAsync()) is [{ State: "queued", Version: > 1 }], "the message to be put off");
        await clinic.DeliverAsync(clinic.ContactConsent(active: true));
        fixture.Time.Advance(TimeSpan.FromSeconds(3));
        await clinic.OnlyAsync("sent");
    }

    [Fact]
    public async Task Due_ConsentRevokedAfterQueueing_IsNotSent()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddHours(26);
        await clinic.DeliverAsync(clinic.Week(Guid.CreateVersion7(), 1, Clinic.Session(Guid.CreateVersion7(), start)));
        await clinic.OnlyAsync("queued");
        await clinic.DeliverAsync(clinic.ContactConsent(active: false, version: 2));
        // The consent's older version comes again, late.
        await clinic.DeliverAsync(clinic.ContactConsent(active: true, version: 1));
        fixture.Time.Advance(TimeSpan.FromHours(3));
        await AssertFailsAsync(clinic, "no-consent");
    }

    [Fact]
    public async Task Due_NoAddress_Fails()
    {
        var clinic = await Clinic.OpenAsync(fixture, reachable: false);
        await clinic.WelcomeAsync();
        await AssertFailsAsync(clinic, "no-address");
    }

    [Fact]
    public async Task Due_NotAnAddress_Fails()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.ContactPoints("sam at mail", version: 2));
        await clinic.WelcomeAsync();
        await AssertFailsAsync(clinic, "no-address");
    }

    [Fact]
    public async Task Server_RefusesForGood_FailsAtOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        fixture.Mail.Treat(clinic.PatientAddress, Treatment.Refuse);
        await clinic.WelcomeAsync();
        await AssertFailsAsync(clinic, "refused-by-server");
        Assert.Equal(1, fixture.Mail.Attempts(clinic.PatientAddress));
    }

    [Fact]
    public async Task Server_PutsOffAndRecovers_SendsLaterOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        fixture.Mail.Treat(clinic.PatientAddress, Treatment.PutOff);
        await clinic.WelcomeAsync();
        var row = await PutOffAsync(clinic);
        Assert.True(row.DueAt > row.CreatedAt);
        fixture.Mail.Treat(clinic.PatientAddress, Treatment.Accept);
        fixture.Time.Advance(TimeSpan.FromMinutes(2));
        await clinic.OnlyAsync("sent");
        Assert.Single(fixture.Mail.To(clinic.PatientAddress));
    }

    [Fact]
    public async Task Server_PutsOffForADay_Expires()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        fixture.Mail.Treat(clinic.PatientAddress, Treatment.PutOff);
        await clinic.WelcomeAsync();
        await PutOffAsync(clinic);
        fixture.Time.Advance(TimeSpan.FromHours(25));
        await AssertFailsAsync(clinic, "expired");
    }

    [Fact]
    public async Task Command_Twice_SendsOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.WelcomeAsync();
        var row = await clinic.OnlyAsync("sent");
        var command = new SendNotification { OrganizationId = clinic.Organization, NotificationId = row.Id };
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(command, message);
        await clinic.DeliverAsync(command, message);
        await clinic.DeliverAsync(command);
        Assert.Single(fixture.Mail.To(clinic.PatientAddress));
        Assert.Single(await fixture.PublishedAsync<NotificationDelivered>(clinic.Organization));
    }

    [Fact]
    public async Task Commands_ManyAtOnce_SendOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture, consents: false);
        await clinic.WelcomeAsync();
        await clinic.DeliverAsync(clinic.ContactConsent(active: true));
        var row = (await clinic.RowsAsync()).Single();
        var command = new SendNotification { OrganizationId = clinic.Organization, NotificationId = row.Id };
        var message = Guid.CreateVersion7();
        fixture.Time.Advance(TimeSpan.FromSeconds(3));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => fixture.PublishAsync(command, n % 2 == 0 ? message : null)));
        await clinic.OnlyAsync("sent");
        await clinic.DeliverAsync(command);
        Assert.Single(fixture.Mail.To(clinic.PatientAddress));
    }

    [Fact]
    public async Task Sender_DiedInBetween_IsSentAgainWithTheSameMessageId()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.WelcomeAsync();
        var row = await clinic.OnlyAsync("sent");
        // As if the process had died after the server took the message and before the row was marked.
        await fixture.SqlAsync<Guid>(
            "update notifications set state = 'sending', sent_at = null, claimed_at = $2 where id = $1 returning id", row.Id, clinic.Now);
        await clinic.DeliverAsync(new SendNotification { OrganizationId = clinic.Organization, NotificationId = row.Id });
        Assert.Equal("sending", (await clinic.RowsAsync()).Single().State);
        Assert.Single(await clinic.DueAsync(row.Id));

        fixture.Time.Advance(SendDecision.Lease + TimeSpan.FromSeconds(1));
        await clinic.OnlyAsync("sent");
        var mails = fixture.Mail.To(clinic.PatientAddress);
        Assert.Equal(2, mails.Count);
        Assert.Single(mails.Select(mail => mail.Message.MessageId).Distinct());
    }

    [Fact]
    public async Task Patient_Died_NothingIsSent()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Closed(reason: "death"));
        await clinic.WelcomeAsync();
        await clinic.OnlyAsync("canceled");
        Assert.Empty(fixture.Mail.To(clinic.PatientAddress));
    }

    private static Task<Row> PutOffAsync(Clinic clinic) => Eventually.GetAsync(
        async () => await clinic.RowsAsync() is [{ State: "queued", Attempts: > 0 } row] ? row : null, "the message to be put off");

    private async Task AssertFailsAsync(Clinic clinic, string reason)
    {
        var row = await clinic.OnlyAsync("failed");
        Assert.Equal(reason, row.FailureReason);
        Assert.Empty(fixture.Mail.To(clinic.PatientAddress));
        var told = await fixture.PublishedAsync<NotificationFailed>(clinic.Organization, told => told.NotificationId == row.Id);
        Assert.Equal((clinic.Patient, reason, row.Version), (told.PatientId, told.Reason, told.Version));
    }
}
