using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Testing;

namespace IopPlatform.Outcomes.Tests.Features.FollowUps;

public sealed class PlanFollowUpsTests(OutcomesFixture fixture)
{
    [Fact]
    public async Task Closed_ToldTwice_PlansFiveCallsAtNineThere()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var message = Guid.CreateVersion7();
        var closed = clinic.Closed(clinic.Today);
        await clinic.DeliverAsync(closed, message);
        await clinic.DeliverAsync(closed, message);
        await clinic.DeliverAsync(closed);
        var rows = await clinic.RowsAsync();
        Assert.Equal(FollowUpDays.After(clinic.Today), rows.Select(row => row.DueOn));
        Assert.All(rows, row => Assert.Equal(("call", "planned", 1L), (row.Kind, row.State, row.Version)));
        foreach (var row in rows)
        {
            Assert.Equal(FollowUpDays.DueAt(row.DueOn, "America/Denver", clinic.Now), await clinic.DueAtAsync(row.Id));
        }

        Assert.Equal(1, await clinic.AuditRowsAsync(message));
    }

    [Fact]
    public async Task Closed_ByDeath_PlansNone()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Closed(clinic.Today, "death"));
        Assert.Empty(await clinic.RowsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AgreedForAStandardDay_InEitherOrder_IsTheSame(bool closedFirst)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var signed = clinic.Signed(
            clinic.Today,
            new AgreedFollowUp("call", clinic.Today.AddDays(7)),
            new AgreedFollowUp("call", clinic.Today.AddDays(7)),
            new AgreedFollowUp("visit", clinic.Today.AddDays(7)));
        if (closedFirst)
            await clinic.DeliverAsync(clinic.Closed(clinic.Today));
        await clinic.DeliverAsync(signed);
        await clinic.DeliverAsync(clinic.Closed(clinic.Today));
        Assert.Equal(
            ["call 7", "visit 7", "call 30", "call 90", "call 180", "call 365"],
            (await clinic.RowsAsync()).Select(row => $"{row.Kind} {row.DueOn.DayNumber - clinic.Today.DayNumber}"));
    }

    [Fact]
    public async Task ClosedAndSigned_AtOnce_PlanEachDayOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await Task.WhenAll(
            clinic.DeliverAsync(clinic.Signed(clinic.Today, new AgreedFollowUp("call", clinic.Today.AddDays(7)))),
            clinic.DeliverAsync(clinic.Closed(clinic.Today)));
        Assert.Equal(5, (await clinic.RowsAsync()).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public async Task Agreed_ForTodayOrEarlier_IsDueAtOnce(int days)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Signed(clinic.Today.AddDays(days), new AgreedFollowUp("visit", clinic.Today.AddDays(days))));
        await Eventually.BecomesTrueAsync(
            async () => (await clinic.RowsAsync()) is [{ State: "due", Version: 2 }], "the follow-up to be due");
        var due = Assert.Single(await fixture.PublishedAsync<FollowUpDue>(clinic.Organization));
        Assert.Equal(("visit", 2L, clinic.Episode, clinic.Patient), (due.Kind, due.Version, due.EpisodeId, due.PatientId));
    }

    [Fact]
    public async Task Site_BecomesKnownLater_MovesTheHourThere()
    {
        var clinic = new Clinic(fixture);
        await clinic.DeliverAsync(clinic.Closed(clinic.Today));
        var first = (await clinic.RowsAsync())[0];
        Assert.Equal(FollowUpDays.DueAt(first.DueOn, null, clinic.Now), await clinic.DueAtAsync(first.Id));
        await clinic.DeliverAsync(clinic.SiteChanged(2, "America/Denver"));
        // An older version comes late and changes nothing.
        await clinic.DeliverAsync(clinic.SiteChanged(1, "America/New_York"));
        Assert.Equal(FollowUpDays.DueAt(first.DueOn, "America/Denver", clinic.Now), await clinic.DueAtAsync(first.Id));
    }

    [Fact]
    public async Task Time_Comes_FallsDueOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var planned = await clinic.PlanOneAsync();
        fixture.Time.Advance(TimeSpan.FromDays(4));
        await Eventually.BecomesTrueAsync(async () => (await clinic.RowsAsync()) is [{ State: "due" }], "the follow-up to be due");
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(clinic.Due(planned), message);
        await clinic.DeliverAsync(clinic.Due(planned), message);
        Assert.Equal(2, (await clinic.RowsAsync()).Single().Version);
        Assert.Equal(0, await clinic.AuditRowsAsync(message));
    }

    [Fact]
    public async Task Due_OfAnUnknownFollowUp_IsHarmless()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Due(new Row(Guid.CreateVersion7(), "call", clinic.Today, "planned", null, 1)));
        Assert.Empty(await clinic.RowsAsync());
    }
}
