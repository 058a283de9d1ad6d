using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Notifications.Tests.Features.Notifications;

public sealed class ListNotificationsTests(NotificationsFixture fixture)
{
    private const string Path = "/api/notifications/notifications";

    [Fact]
    public async Task List_Coordinator_SeesStateAndReason()
    {
        var clinic = await Clinic.OpenAsync(fixture, reachable: false);
        await clinic.WelcomeAsync();
        await clinic.OnlyAsync("failed");
        var item = Assert.Single(await ItemsAsync(Staff(clinic), $"?patientId={clinic.Patient}&status=failed"))!;
        Assert.Equal("email", (string?)item["channel"]);
        Assert.Equal("welcome", (string?)item["template"]);
        Assert.Equal("failed", (string?)item["status"]);
        Assert.Equal("no-address", (string?)item["failureReason"]);
        Assert.Single(await fixture.SqlAsync<Guid>(
            "select patient_id from chart_reads where organization_id = $1 and view = 'notifications'", clinic.Organization));
    }

    [Fact]
    public async Task List_Patient_SeesOwnOnly()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.WelcomeAsync();
        await clinic.OnlyAsync("sent");
        Assert.Single(await ItemsAsync(fixture.Client(Callers.Patient(clinic.Organization, clinic.Patient)), ""));
        var other = fixture.Client(Callers.Patient(clinic.Organization, Guid.CreateVersion7()));
        await AssertAnswersAsync(HttpStatusCode.NotFound, other, $"?patientId={clinic.Patient}");
    }

    [Fact]
    public async Task List_Pages_HoldEachMessageOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddDays(5);
        await clinic.DeliverAsync(clinic.Week(
            Guid.CreateVersion7(), 1, [.. Enumerable.Range(0, 5).Select(n => Clinic.Session(Guid.CreateVersion7(), start.AddHours(n / 2)))]));
        List<string> seen = [];
        var cursor = "";
        do
        {
            var page = await (await Staff(clinic).GetAsync($"{Path}?limit=2&cursor={cursor}", Canceled)).JsonAsync();
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        Assert.Equal((await clinic.RowsAsync()).Select(row => row.Id.ToString()).Order(), seen.Order());
    }

    [Fact]
    public async Task List_OthersReach_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await AssertAnswersAsync(HttpStatusCode.Forbidden, fixture.Client(Callers.Staff(clinic.Organization, Roles.Therapist)), "");
        var stranger = fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.IntakeCoordinator));
        await AssertAnswersAsync(HttpStatusCode.NotFound, stranger, $"?patientId={clinic.Patient}");
        var elsewhere = fixture.Client(Callers.StaffOf(clinic.Organization, [Guid.CreateVersion7()], Roles.IntakeCoordinator));
        await AssertAnswersAsync(HttpStatusCode.NotFound, elsewhere, $"?patientId={clinic.Patient}");
    }

    [Theory]
    [InlineData("?status=lost")]
    [InlineData("?cursor=x")]
    [InlineData("?cursor=bm93CjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA")]
    [InlineData("?patientId=7")]
    public async Task List_WrongParameter_Is400(string query)
    {
        var caller = Callers.Staff(Callers.NewOrganization(), Roles.ComplianceOfficer);
        await AssertAnswersAsync(HttpStatusCode.BadRequest, fixture.Client(caller), query);
    }

    private static CancellationToken Canceled => TestContext.Current.CancellationToken;

    private static async Task<JsonArray> ItemsAsync(HttpClient client, string query) =>
        (await (await client.GetAsync(Path + query, Canceled)).JsonAsync())["items"]!.AsArray();

    private static async Task AssertAnswersAsync(HttpStatusCode expected, HttpClient client, string query)
    {
        using var response = await client.GetAsync(Path + query, Canceled);
        Assert.Equal(expected, response.StatusCode);
    }

    private HttpClient Staff(Clinic clinic) => fixture.Client(Callers.Staff(clinic.Organization, Roles.IntakeCoordinator));
}
