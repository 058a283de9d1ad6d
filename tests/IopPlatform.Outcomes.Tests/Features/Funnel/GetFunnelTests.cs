using System.Net;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Outcomes.Tests.Features.Funnel;

public sealed class GetFunnelTests(OutcomesFixture fixture)
{
    [Fact]
    public async Task Funnel_EventsInAnyOrderAndTwice_CountsEachReferralOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(clinic.Admitted(version: 2));
        await clinic.DeliverAsync(clinic.Admitted());
        await clinic.DeliverAsync(clinic.Determined());
        await clinic.DeliverAsync(clinic.Determined());
        await clinic.DeliverAsync(clinic.Assessed(), message);
        await clinic.DeliverAsync(clinic.Assessed(), message);
        // A step without its referral is not counted before that is told.
        Assert.Equal(new FunnelCounts(0, 0, 0, 0), await FunnelAsync(clinic));
        await clinic.DeliverAsync(clinic.Received());
        var other = Guid.CreateVersion7();
        await clinic.DeliverAsync(clinic.Received(other));
        await clinic.DeliverAsync(clinic.Assessed(other));
        await clinic.DeliverAsync(clinic.Received(Guid.CreateVersion7()));
        Assert.Equal(new FunnelCounts(3, 2, 1, 1), await FunnelAsync(clinic, $"?siteId={clinic.Site}"));
        Assert.Equal(1, await clinic.AuditRowsAsync(message));
    }

    [Fact]
    public async Task Funnel_Period_IsOfDaysAtTheSite()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        // 23:30 on 30 June in Denver is 1 July in UTC.
        await clinic.DeliverAsync(clinic.Received(at: DateTimeOffset.Parse("2026-07-01T05:30:00Z")));
        Assert.Equal(1, (await FunnelAsync(clinic, "?from=2026-06-30&to=2026-06-30")).Received);
        Assert.Equal(0, (await FunnelAsync(clinic, "?from=2026-07-01&to=2026-07-31")).Received);
        Assert.Equal(0, (await FunnelAsync(clinic, "?from=2026-06-01&to=2026-06-29")).Received);
    }

    [Fact]
    public async Task Funnel_OtherReach_CountsNothingOrIsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Received());
        Assert.Equal(new FunnelCounts(0, 0, 0, 0), await FunnelAsync(clinic.AsStaffElsewhere(Roles.SiteManager), ""));
        await AssertAnswersAsync(HttpStatusCode.Forbidden, clinic.As(Roles.Therapist), "");
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStranger(Roles.SiteManager), $"?siteId={clinic.Site}");
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStaffElsewhere(Roles.SiteManager), $"?siteId={clinic.Site}");
    }

    [Theory]
    [InlineData("?from=2026-02-02&to=2026-02-01")]
    [InlineData("?from=yesterday")]
    public async Task Funnel_WrongParameter_Is400(string query) =>
        await AssertAnswersAsync(
            HttpStatusCode.BadRequest, fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.SiteManager)), query);

    private static CancellationToken Canceled => TestContext.Current.CancellationToken;

    private static Task<FunnelCounts> FunnelAsync(Clinic clinic, string query = "") =>
        FunnelAsync(clinic.As(Roles.UtilizationReviewer), query);

    private static async Task<FunnelCounts> FunnelAsync(HttpClient client, string query)
    {
        var steps = (await (await client.GetAsync($"{Clinic.Api}/funnel{query}", Canceled)).JsonAsync())["steps"]!.AsArray()
            .ToDictionary(step => (string)step!["step"]!, step => (int)step!["count"]!);
        return new FunnelCounts(steps["received"], steps["assessed"], steps["determined"], steps["admitted"]);
    }

    private static async Task AssertAnswersAsync(HttpStatusCode expected, HttpClient client, string query)
    {
        using var response = await client.GetAsync($"{Clinic.Api}/funnel{query}", Canceled);
        Assert.Equal(expected, response.StatusCode);
    }

    private sealed record FunnelCounts(int Received, int Assessed, int Determined, int Admitted);
}
