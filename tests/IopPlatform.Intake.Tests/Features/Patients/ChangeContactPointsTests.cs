using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Patients;

public sealed class ChangeContactPointsTests(IntakeFixture fixture)
{
    private static readonly object Body = new { email = "new@example.com", phone = "+1-303-555-0111", preferredChannel = "sms" };

    private static string Patient(Guid id) => $"{Provider.Api}/patients/{id}";

    private static string Path(Guid id) => Patient(id) + "/contact-points";

    [Fact]
    public async Task Change_WithSeenVersion_PublishesNextVersion()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync()).PatientId;
        using var seen = await provider.Intake.Get(Patient(id));
        var tag = seen.Headers.ETag!.Tag;
        await provider.AsPatient(id).SendIfMatchAsync(HttpMethod.Put, Path(id), Body, tag).AnswersAsync(HttpStatusCode.NoContent);
        var changed = await fixture.PublishedAsync<ContactPointsChanged>(provider.Organization, contact => contact.Version == 2);
        Assert.Equal(("new@example.com", "sms"), (changed.Email, changed.PreferredChannel));

        await provider.Intake.SendIfMatchAsync(HttpMethod.Put, Path(id), Body, tag).AnswersAsync(HttpStatusCode.PreconditionFailed);
        await provider.Intake.SendIfMatchAsync(HttpMethod.Put, Path(id), Body, "\"2\"").AnswersAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Change_RefusedCases()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync()).PatientId;
        var other = (await provider.ReferAsync()).PatientId;
        using var without = new HttpRequestMessage(HttpMethod.Put, Path(id))
        {
            Content = System.Net.Http.Json.JsonContent.Create(Body),
        };
        await provider.Intake.SendAsync(without, TestContext.Current.CancellationToken).AnswersAsync(HttpStatusCode.PreconditionRequired);
        await provider.Intake.SendIfMatchAsync(HttpMethod.Put, Path(id), new { email = "x", preferredChannel = "phone" }, "\"1\"")
            .WrongFieldsAsync("email", "preferredChannel");
        await provider.AsPatient(id).SendIfMatchAsync(HttpMethod.Put, Path(other), Body, "\"1\"").AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.IntakeCoordinator).SendIfMatchAsync(HttpMethod.Put, Path(id), Body, "\"1\"")
            .AnswersAsync(HttpStatusCode.NotFound);
        await provider.Therapist.SendIfMatchAsync(HttpMethod.Put, Path(id), Body, "\"1\"").AnswersAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task GetPatient_ReachIsByRowSecurity()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync()).PatientId;
        var other = (await provider.ReferAsync()).PatientId;
        await provider.AsPatient(id).Get(Patient(id)).OkAsync();
        await provider.AsPatient(id).Get(Patient(other)).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsElsewhere(Roles.Therapist).Get(Patient(id)).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsPartner().Get(Patient(id)).AnswersAsync(HttpStatusCode.Forbidden);
    }
}
