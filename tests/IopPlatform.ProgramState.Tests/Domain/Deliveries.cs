using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts;
using IopPlatform.ProgramState.Domain;

namespace IopPlatform.ProgramState.Tests.Domain;

/// <summary>Facts that were committed, and how the bus brought them: in any order, some of them again.</summary>
public sealed record Delivery(IReadOnlyList<BusMessage> Committed, IReadOnlyList<BusMessage> Brought)
{
    private static readonly Story Story = new();

    /// <summary>A whole episode with corrections of most things in it.</summary>
    public static IReadOnlyList<BusMessage> Pool { get; } =
    [
        Story.Admitted(), Story.Admitted(version: 2, level: "outpatient"), Story.Closed(3),
        Story.Prescribed(), Story.Prescribed(600, 2, Story.Today), Story.Scheduled(1, 0, 1, 2), Story.Scheduled(2, 0, 1),
        Story.Scheduled(1, Story.Monday.AddDays(-7), 0, 1, 2), Story.Attended(Story.Monday), Story.Attended(Story.Monday, "partial", 60, 2),
        Story.Attended(Story.Monday, "absent", 0, 3), Story.Attended(Story.Monday.AddDays(-7)), Story.Noted(Story.Attended(Story.Monday)),
        Story.Scored(18, 20), Story.Scored(9, 6), Story.Scored(8, 6, version: 2), Story.Scored(3, 1, "C-SSRS-SCREENER", "high"),
        Story.Authorized(4, 10), Story.Authorized(30, 40, version: 2), Story.Planned(), Story.Reviewed(), Story.Reviewed(2, "outpatient"),
        Story.Certified(10), Story.TaskOpened(), Story.TaskAcknowledged(),
    ];

    public static Arbitrary<Delivery> Arbitrary() => (
        from committed in Gen.SubListOf<BusMessage>(Pool)
        from again in Gen.SubListOf<BusMessage>(committed)
        from brought in Gen.Shuffle<BusMessage>(committed.Concat(again))
        select new Delivery([.. committed], brought)).ToArbitrary();

    /// <summary>Everything that can be seen of the outcome, as text.</summary>
    public static string Outcome(IEnumerable<BusMessage> messages)
    {
        var facts = messages.Aggregate(EpisodeFacts.None, EpisodeFold.Apply);
        return Write(facts) + Write(EpisodeProjection.View(Story.Episode, facts, 0, Story.Now, Story.Calendar, InstrumentCatalog.Default))
            + Write(BoardEntry.Of(Story.Episode, facts, 0, Story.Now, []));
    }

    public static string Alerts(IEnumerable<BusMessage> messages) => string.Join(',', messages
        .Select((message, index) => (message, index))
        .Aggregate(EpisodeState.New, (state, next) =>
            state.Apply(Guid.CreateVersion7(), next.message, Story.Now.AddTicks(10 * next.index), Story.Calendar, InstrumentCatalog.Default))
        .OpenAlerts);

    private static string Write(object value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
