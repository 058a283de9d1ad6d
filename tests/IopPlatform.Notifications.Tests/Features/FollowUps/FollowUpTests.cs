using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Notifications.Tests.Features.FollowUps;

public sealed class FollowUpTests(NotificationsFixture fixture)
{
    private readonly Guid followUp = Guid.CreateVersion7();

    [Fact]
    public async Task Due_AfterTheEpisode_AsksThePatientAndTheCoordinatorOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var coordinator = await clinic.HireAsync(Roles.IntakeCoordinator, [clinic.Site]);
        await clinic.DeliverAsync(clinic.Closed());
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(Due(clinic), message);
        await clinic.DeliverAsync(Due(clinic), message);
        await clinic.DeliverAsync(Due(clinic));
        await Eventually.BecomesTrueAsync(
            async () => (await clinic.RowsAsync()) is [{ State: "sent" }, { State: "sent" }], "both messages to be sent");
        Assert.Equal("We would like to hear from you", fixture.Mail.To(clinic.PatientAddress).Single().Message.Subject);
        Assert.Equal("A call is due", fixture.Mail.To(Clinic.AddressOf(coordinator)).Single().Message.Subject);
        Assert.Equal([1], await clinic.AuditRowsAsync(message));
    }

    [Fact]
    public async Task Completed_ComesFirst_AsksNobody()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(Completed(clinic));
        await clinic.DeliverAsync(Due(clinic));
        Assert.Empty(await clinic.RowsAsync());
    }

    [Fact]
    public async Task Completed_BeforeTheMessageHasLeft_TakesItBack()
    {
        var clinic = await Clinic.OpenAsync(fixture, consents: false);
        await clinic.DeliverAsync(Due(clinic));
        await clinic.DeliverAsync(Completed(clinic));
        await clinic.OnlyAsync("canceled");
    }

    private FollowUpDue Due(Clinic clinic) => new()
    {
        OrganizationId = clinic.Organization,
        Version = 2,
        OccurredAt = clinic.Now,
        FollowUpId = followUp,
        EpisodeId = clinic.Episode,
        PatientId = clinic.Patient,
        SiteId = clinic.Site,
        Kind = "call",
        DueOn = DateOnly.FromDateTime(clinic.Now.UtcDateTime),
    };

    private FollowUpCompleted Completed(Clinic clinic) => new()
    {
        OrganizationId = clinic.Organization,
        Version = 3,
        OccurredAt = clinic.Now,
        FollowUpId = followUp,
        EpisodeId = clinic.Episode,
        PatientId = clinic.Patient,
        SiteId = clinic.Site,
        Outcome = "reached",
    };
}
