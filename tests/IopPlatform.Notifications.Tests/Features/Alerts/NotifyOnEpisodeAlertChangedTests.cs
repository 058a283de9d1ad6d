using IopPlatform.Contracts.ProgramState.V1;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Notifications.Tests.Features.Alerts;

public sealed class NotifyOnEpisodeAlertChangedTests(NotificationsFixture fixture)
{
    private readonly Guid alert = Guid.CreateVersion7();

    [Fact]
    public async Task Alert_OpenToldTwice_TellsTheTherapistOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var therapist = await clinic.HireAsync(Roles.Therapist);
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(Alert(clinic, 1, open: true, therapist), message);
        await clinic.DeliverAsync(Alert(clinic, 1, open: true, therapist), message);
        await clinic.DeliverAsync(Alert(clinic, 2, open: true, therapist));
        await clinic.OnlyAsync("sent");
        Assert.Equal(
            "Something new needs your attention. Sign in to see it.",
            fixture.Mail.To(Clinic.AddressOf(therapist)).Single().Text.Trim());
    }

    [Fact]
    public async Task Alert_ClosedComesFirst_TellsNobody()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var therapist = await clinic.HireAsync(Roles.Therapist);
        await clinic.DeliverAsync(Alert(clinic, 2, open: false, therapist));
        await clinic.DeliverAsync(Alert(clinic, 1, open: true, therapist));
        Assert.Empty(await clinic.RowsAsync());
    }

    [Fact]
    public async Task Alert_OpenAgain_TellsAgain()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var therapist = await clinic.HireAsync(Roles.Therapist);
        await clinic.DeliverAsync(Alert(clinic, 1, open: true, therapist));
        await clinic.OnlyAsync("sent");
        await clinic.DeliverAsync(Alert(clinic, 2, open: false, therapist));
        await clinic.DeliverAsync(Alert(clinic, 3, open: true, therapist));
        Assert.Equal(2, (await clinic.RowsAsync()).Count);
    }

    [Fact]
    public async Task Alert_ClosesBeforeTheMessageHasLeft_TakesItBack()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        // A therapist of whom nothing is known yet is waited for.
        await clinic.DeliverAsync(Alert(clinic, 1, open: true, Guid.CreateVersion7()));
        await clinic.DeliverAsync(Alert(clinic, 2, open: false, null));
        await clinic.OnlyAsync("canceled");
    }

    private EpisodeAlertChanged Alert(Clinic clinic, long version, bool open, Guid? therapist) => new()
    {
        OrganizationId = clinic.Organization,
        Version = version,
        OccurredAt = clinic.Now,
        AlertId = alert,
        EpisodeId = clinic.Episode,
        PatientId = clinic.Patient,
        SiteId = clinic.Site,
        Kind = "misses-in-a-row",
        Open = open,
        PrimaryTherapistId = therapist,
    };
}
