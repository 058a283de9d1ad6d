namespace IopPlatform.Notifications.Tests.Features.Patients;

public sealed class WelcomeOnPatientAdmittedTests(NotificationsFixture fixture)
{
    [Fact]
    public async Task Admission_ToldTwiceAndAgainWithAnotherPlacement_WelcomesOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(clinic.Admitted(version: 2));
        await clinic.DeliverAsync(clinic.Admitted(), message);
        await clinic.DeliverAsync(clinic.Admitted(), message);
        await clinic.OnlyAsync("sent");
        Assert.Single(fixture.Mail.To(clinic.PatientAddress));
        Assert.Equal([0], await clinic.AuditRowsAsync(message));
    }

    [Fact]
    public async Task Patient_OlderVersionComesLate_KeepsTheNewerName()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.PatientChanged(preferredName: "Sammy", version: 3));
        await clinic.DeliverAsync(clinic.PatientChanged(preferredName: "Samson", version: 2));
        await clinic.WelcomeAsync();
        await clinic.OnlyAsync("sent");
        Assert.StartsWith("Hello Sammy,", fixture.Mail.To(clinic.PatientAddress).Single().Text);
    }
}
