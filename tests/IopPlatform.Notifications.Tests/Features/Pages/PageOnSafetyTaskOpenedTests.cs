using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Notifications.Tests.Features.Pages;

public sealed class PageOnSafetyTaskOpenedTests(NotificationsFixture fixture)
{
    [Fact]
    public async Task Task_PagesCliniciansOfTheSiteOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture, consents: false);
        var therapist = await clinic.HireAsync(Roles.Therapist, [clinic.Site]);
        var director = await clinic.HireAsync(Roles.MedicalDirector);
        Guid[] others =
        [
            await clinic.HireAsync(Roles.Therapist, [Guid.CreateVersion7()]),
            await clinic.HireAsync(Roles.IntakeCoordinator, [clinic.Site]),
            await clinic.HireAsync(Roles.Therapist, [clinic.Site], active: false),
        ];
        var task = Task(clinic);
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(task, message);
        await clinic.DeliverAsync(task, message);
        await clinic.DeliverAsync(task);

        await Eventually.BecomesTrueAsync(
            async () => (await clinic.RowsAsync()) is [{ State: "sent" }, { State: "sent" }], "both pages to be sent");
        foreach (var id in (Guid[])[therapist, director])
        {
            var mail = Assert.Single(fixture.Mail.To(Clinic.AddressOf(id)));
            var by = new SiteClock(Clinic.Zone).Local(task.AcknowledgeBy).ToString("HH:mm", null);
            Assert.Matches($@"^A task needs your attention by ([A-Z][a-z]+ \d+, )?{by}\. Sign in to see it\.\s*$", mail.Text);
            Assert.Equal("A task needs your attention", mail.Message.Subject);
        }

        Assert.All(others, id => Assert.Empty(fixture.Mail.To(Clinic.AddressOf(id))));
        Assert.Equal([1], await clinic.AuditRowsAsync(message));
    }

    [Fact]
    public async Task Task_StaffMemberLeftBeforeSending_IsNotWrittenTo()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var therapist = await clinic.HireAsync(Roles.Therapist, [clinic.Site]);
        fixture.Mail.Treat(Clinic.AddressOf(therapist), Treatment.PutOff);
        await clinic.DeliverAsync(Task(clinic));
        await Eventually.BecomesTrueAsync(async () => (await clinic.RowsAsync()) is [{ State: "queued", Attempts: > 0 }], "an attempt");
        await clinic.DeliverAsync(clinic.Staff(therapist, Roles.Therapist, [clinic.Site], active: false, version: 2));
        fixture.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("no-address", (await clinic.OnlyAsync("failed")).FailureReason);
    }

    private static SafetyTaskOpened Task(Clinic clinic) => new()
    {
        OrganizationId = clinic.Organization,
        Version = 1,
        OccurredAt = clinic.Now,
        TaskId = Guid.CreateVersion7(),
        PatientId = clinic.Patient,
        EpisodeId = clinic.Episode,
        SiteId = clinic.Site,
        Level = "high",
        AcknowledgeBy = clinic.Minute.AddMinutes(30),
    };
}
