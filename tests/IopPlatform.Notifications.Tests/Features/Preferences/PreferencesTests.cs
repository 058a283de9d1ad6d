using System.Net;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Notifications.Tests.Features.Preferences;

public sealed class PreferencesTests(NotificationsFixture fixture)
{
    private static readonly object NoReminders = new { sessionReminders = false, followUpMessages = true };

    [Fact]
    public async Task Set_NoReminders_StopsWhatIsQueued()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(
            clinic.Week(Guid.CreateVersion7(), 1, Clinic.Session(Guid.CreateVersion7(), clinic.Minute.AddHours(26))));
        var client = Patient(clinic);
        using (var before = await client.GetAsync(Path(clinic), Canceled))
        {
            Assert.Equal("\"0\"", before.Headers.ETag?.Tag);
            Assert.True((bool?)(await before.JsonAsync())["sessionReminders"]);
        }

        using (var set = await client.SendIfMatchAsync(HttpMethod.Put, Path(clinic), NoReminders, "\"0\""))
        {
            Assert.Equal((HttpStatusCode.OK, "\"1\""), (set.StatusCode, set.Headers.ETag?.Tag));
        }

        fixture.Time.Advance(TimeSpan.FromHours(3));
        await clinic.OnlyAsync("canceled");
        Assert.Empty(fixture.Mail.To(clinic.PatientAddress));
    }

    [Fact]
    public async Task Set_Language_IsWrittenIn()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        using var set = await Patient(clinic).SendIfMatchAsync(
            HttpMethod.Put, Path(clinic), new { sessionReminders = true, followUpMessages = true, language = "es" }, "\"0\"");
        await clinic.WelcomeAsync();
        await clinic.OnlyAsync("sent");
        Assert.Equal("Le damos la bienvenida", fixture.Mail.To(clinic.PatientAddress).Single().Message.Subject);
    }

    [Theory]
    [InlineData("\"0\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"7\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"x\"", HttpStatusCode.BadRequest)]
    [InlineData("", (HttpStatusCode)428)]
    public async Task Set_OtherVersionThanSeen_IsRefused(string entityTag, HttpStatusCode expected)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        using var first = await Patient(clinic).SendIfMatchAsync(HttpMethod.Put, Path(clinic), NoReminders, "\"0\"");
        using var second = await Patient(clinic).SendIfMatchAsync(HttpMethod.Put, Path(clinic), NoReminders, entityTag);
        Assert.Equal(expected, second.StatusCode);
    }

    [Fact]
    public async Task Set_NeverSetButVersionClaimed_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        using var set = await Patient(clinic).SendIfMatchAsync(HttpMethod.Put, Path(clinic), NoReminders, "\"3\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, set.StatusCode);
    }

    [Fact]
    public async Task Set_UnknownLanguage_NamesTheField()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        using var set = await Patient(clinic).SendIfMatchAsync(
            HttpMethod.Put, Path(clinic), new { sessionReminders = true, followUpMessages = true, language = "fr" }, "\"0\"");
        Assert.Equal(HttpStatusCode.BadRequest, set.StatusCode);
        Assert.NotNull((await set.JsonAsync())["errors"]!["language"]);
    }

    [Fact]
    public async Task OutOfReach_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await AssertRefusedAsync(HttpStatusCode.Forbidden, clinic, Callers.Staff(clinic.Organization, Roles.Therapist));
        await AssertRefusedAsync(HttpStatusCode.NotFound, clinic, Callers.Patient(clinic.Organization, Guid.CreateVersion7()));
        await AssertRefusedAsync(HttpStatusCode.NotFound, clinic, Callers.Staff(Callers.NewOrganization(), Roles.IntakeCoordinator));
        await AssertRefusedAsync(
            HttpStatusCode.NotFound, clinic, Callers.StaffOf(clinic.Organization, [Guid.CreateVersion7()], Roles.IntakeCoordinator));
    }

    private static CancellationToken Canceled => TestContext.Current.CancellationToken;

    private static string Path(Clinic clinic) => $"/api/notifications/patients/{clinic.Patient}/preferences";

    private async Task AssertRefusedAsync(HttpStatusCode expected, Clinic clinic, Caller caller)
    {
        using var get = await fixture.Client(caller).GetAsync(Path(clinic), Canceled);
        using var put = await fixture.Client(caller).SendIfMatchAsync(HttpMethod.Put, Path(clinic), NoReminders, "\"0\"");
        Assert.Equal((expected, expected), (get.StatusCode, put.StatusCode));
    }

    private HttpClient Patient(Clinic clinic) => fixture.Client(Callers.Patient(clinic.Organization, clinic.Patient));
}
