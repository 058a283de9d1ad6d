using System.Text.Json;
using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.ProgramState.Domain;

namespace IopPlatform.ProgramState.Tests.Domain;

/// <summary>No order is promised: any order, repetition and delay of events ends in the same state.</summary>
public sealed class EpisodeFoldTests
{
    [Property(Arbitrary = [typeof(Delivery)], MaxTest = 1000)]
    public bool Apply_AnyOrderAndRepetition_SameFactsViewAndBoard(Delivery delivery) =>
        Delivery.Outcome(delivery.Brought) == Delivery.Outcome(delivery.Committed);

    [Property(Arbitrary = [typeof(Delivery)], MaxTest = 300)]
    public bool Apply_AnyOrderAndRepetition_SameAlertLevels(Delivery delivery) =>
        Delivery.Alerts(delivery.Brought) == Delivery.Alerts(delivery.Committed);

    /// <summary>Sets of four, among them all versions of one thing; each event twice, in each of the 2520 orders.</summary>
    [Theory]
    [InlineData(0, 1, 2, 21)]
    [InlineData(0, 8, 9, 10)]
    [InlineData(0, 5, 6, 11)]
    [InlineData(0, 13, 15, 16)]
    [InlineData(3, 4, 17, 18)]
    [InlineData(0, 23, 24, 22)]
    public void Apply_EveryOrderOfEachTwice_SameOutcome(params int[] chosen)
    {
        BusMessage[] events = [.. chosen.Select(index => Delivery.Pool[index])];
        var expected = Delivery.Outcome(events);
        var orders = 0;
        foreach (var order in Orders([2, 2, 2, 2]))
        {
            orders++;
            Assert.Equal(expected, Delivery.Outcome(order.Select(index => events[index])));
        }

        Assert.Equal(2520, orders);
    }

    [Fact]
    public void Apply_MessageOfAnotherKind_ChangesNothing()
    {
        SiteChanged site = new Story().SiteOpened();
        Assert.Same(EpisodeFacts.None, EpisodeFold.Apply(EpisodeFacts.None, site));
    }

    [Fact]
    public void Apply_EventBeforeAdmission_IsProvisionalWithoutAlerts()
    {
        var story = new Story();
        var facts = EpisodeFold.Apply(EpisodeFacts.None, story.TaskOpened());
        var view = EpisodeProjection.View(story.Episode, facts, 1, story.Now, Story.Calendar, InstrumentCatalog.Default);
        Assert.Equal(("provisional", story.Patient, story.Site), (view.Phase, view.PatientId, view.SiteId));
        Assert.Empty(view.OpenAlerts);
    }

    /// <summary>Journals hold messages from before some members were told; they fold as they did.</summary>
    [Fact]
    public void Apply_MessagesOfAnOlderJournal_FoldWithTheirDefaults()
    {
        var story = new Story();
        BusMessage[] told = [story.Admitted(), story.Scored(3, 1, "C-SSRS-SCREENER", "high"), story.TaskOpened(), story.TaskAcknowledged()];
        var older = told.Select(message => Without(message, "kind", "flagKinds")).ToArray();
        Assert.Equal("risk", Assert.IsType<SafetyTaskOpened>(older[2]).Kind);
        Assert.Empty(Assert.IsType<ScoreRecorded>(older[1]).FlagKinds);
        var view = EpisodeProjection.View(
            story.Episode, older.Aggregate(EpisodeFacts.None, EpisodeFold.Apply), 4, story.Now, Story.Calendar, InstrumentCatalog.Default);
        Assert.Equal("step-up", view.StepChange!.Suggests);
    }

    /// <summary>The message as a journal keeps it that was written before these members were there.</summary>
    private static BusMessage Without(BusMessage message, params string[] members)
    {
        var body = JsonSerializer.SerializeToNode(message, message.GetType(), JsonSerializerOptions.Web)!.AsObject();
        foreach (var member in members) body.Remove(member);
        return MessageTypes.Read(message.GetType().FullName!, body.ToJsonString());
    }

    private static IEnumerable<IReadOnlyList<int>> Orders(int[] left)
    {
        if (left.All(count => count == 0)) yield return [];
        for (var next = 0; next < left.Length; next++)
        {
            if (left[next] == 0) continue;
            int[] rest = [.. left];
            rest[next]--;
            foreach (var order in Orders(rest)) yield return [next, .. order];
        }
    }
}
