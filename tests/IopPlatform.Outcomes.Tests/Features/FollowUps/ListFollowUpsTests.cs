using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Outcomes.Tests.Features.FollowUps;

public sealed class ListFollowUpsTests(OutcomesFixture fixture)
{
    private const string Path = Clinic.Api + "/follow-ups";

    [Fact]
    public async Task List_OfAnEpisode_InPagesByDay()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Closed(clinic.Today));
        List<string> days = [];
        var therapist = clinic.As(Roles.Therapist);
        var cursor = "";
        do
        {
            var page = await (await therapist.GetAsync(
                $"{Path}?episodeId={clinic.Episode}&siteId={clinic.Site}&status=planned&limit=2&cursor={cursor}", Canceled)).JsonAsync();
            days.AddRange(page["items"]!.AsArray().Select(item => (string)item!["dueOn"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        Assert.Equal((await clinic.RowsAsync()).Select(row => row.DueOn.ToString("O")), days);
        Assert.Equal([clinic.Patient], await fixture.SqlAsync<Guid>(
            "select patient_id from chart_reads where organization_id = $1 and view = 'follow-ups'", clinic.Organization));
    }

    [Fact]
    public async Task List_MessageDidNotGetThrough_SaysWhy()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.PlanOneAsync();
        var failed = Failed(clinic, clinic.Now);
        await clinic.DeliverAsync(failed);
        await clinic.DeliverAsync(Failed(clinic, clinic.Now.AddHours(-1), "no-address"));
        Assert.Equal("no-consent", (string?)(await ItemAsync(clinic))["messageFailure"]);

        await clinic.DeliverAsync(Delivered(clinic, clinic.Now.AddMinutes(1)));
        await clinic.DeliverAsync(Delivered(clinic, clinic.Now.AddMinutes(-1)));
        var item = await ItemAsync(clinic);
        Assert.Null(item["messageFailure"]);
        Assert.NotNull(item["lastMessageAt"]);
    }

    [Fact]
    public async Task Notification_ToStaff_IsNoOnesReach()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(Delivered(clinic, clinic.Now) with { PatientId = null });
        Assert.Empty(await fixture.SqlAsync<Guid>("select patient_id from reach where organization_id = $1", clinic.Organization));
    }

    [Fact]
    public async Task List_OutOfReach_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Closed(clinic.Today));
        await AssertAnswersAsync(HttpStatusCode.Forbidden, clinic.As(Roles.UtilizationReviewer), "");
        await AssertAnswersAsync(HttpStatusCode.Forbidden, clinic.AsPatient(), "");
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStranger(Roles.Therapist), $"?siteId={clinic.Site}");
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStranger(Roles.Therapist), $"?episodeId={clinic.Episode}");
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStaffElsewhere(Roles.Therapist), $"?siteId={clinic.Site}");
        var elsewhere = await clinic.AsStaffElsewhere(Roles.Therapist).GetAsync(Path, Canceled);
        Assert.Empty((await elsewhere.JsonAsync())["items"]!.AsArray());
    }

    [Theory]
    [InlineData("?status=lost")]
    [InlineData("?cursor=x")]
    [InlineData("?cursor=bm93CjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA")]
    [InlineData("?siteId=7")]
    public async Task List_WrongParameter_Is400(string query) =>
        await AssertAnswersAsync(
            HttpStatusCode.BadRequest, fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.SiteManager)), query);

    private static CancellationToken Canceled => TestContext.Current.CancellationToken;

    private static async Task<JsonNode> ItemAsync(Clinic clinic) =>
        (await (await clinic.As(Roles.MedicalDirector).GetAsync(Path, Canceled)).JsonAsync())["items"]!.AsArray().Single()!;

    private static NotificationFailed Failed(Clinic clinic, DateTimeOffset at, string reason = "no-consent") => new()
    {
        OrganizationId = clinic.Organization,
        Version = 2,
        OccurredAt = at,
        NotificationId = Guid.CreateVersion7(),
        PatientId = clinic.Patient,
        Channel = "email",
        Reason = reason,
    };

    private static NotificationDelivered Delivered(Clinic clinic, DateTimeOffset at) => new()
    {
        OrganizationId = clinic.Organization,
        Version = 3,
        OccurredAt = at,
        NotificationId = Guid.CreateVersion7(),
        PatientId = clinic.Patient,
        Channel = "email",
    };

    private static async Task AssertAnswersAsync(HttpStatusCode expected, HttpClient client, string query)
    {
        using var response = await client.GetAsync(Path + query, Canceled);
        Assert.Equal(expected, response.StatusCode);
    }
}
