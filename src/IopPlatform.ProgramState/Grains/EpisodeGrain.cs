using System.Diagnostics;
using IopPlatform.Contracts.ProgramState.V1;
using IopPlatform.Instruments;
using IopPlatform.Messaging.Outbox;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Faults;
using Orleans.Utilities;

namespace IopPlatform.ProgramState.Grains;

/// <summary>
/// A thin shell over <see cref="EpisodeState"/>: a new state is assigned only after the journal has committed it. Anything
/// unexpected ends the activation, and the next one folds the journal again. Calls do not interleave, so an answer never falls
/// between the moment of an entry and its commit.
/// </summary>
internal sealed partial class EpisodeGrain(
    EpisodeJournal journal, SiteZones zones, InstrumentCatalogs instruments, TimeProvider time, ILogger<EpisodeGrain> logger) : Grain, IEpisodeGrain
{
    private static readonly ActivitySource Activities = new("IopPlatform.ProgramState");
    private static readonly TimeSpan ObserversKept = TimeSpan.FromMinutes(1);

    private readonly ObserverManager<IChangeObserver> observers = new(ObserversKept, logger);
    private EpisodeState state = EpisodeState.New;
    private Guid organizationId;
    private Guid episodeId;

    /// <summary>The latest moment this activation has answered for or written; the next entry is recorded after it.</summary>
    private DateTimeOffset lastMoment;

    private ShownView? shown;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        episodeId = this.GetPrimaryKey(out var extension);
        organizationId = Guid.Parse(extension!);
        await FoldAsync(cancellationToken);
    }

    public async Task<EpisodeView?> GetAsync(long versionAtLeast)
    {
        if (state.Version < versionAtLeast) await FoldAsync(CancellationToken.None);
        if (state.Version == 0)
        {
            DeactivateOnIdle();
            return null;
        }

        return View(await zones.CalendarAsync(organizationId, state.Facts, CancellationToken.None));
    }

    public async Task<AppendOutcome> AppendAsync(IncomingMessage message)
    {
        if (state.Sources.Contains(message.MessageId)) return AppendOutcome.Duplicate;

        using var activity = StartActivity(message.TraceParent);
        try
        {
            return await AppendNewAsync(message);
        }
        catch
        {
            // Whether the commit has happened is not known; the journal knows.
            DeactivateOnIdle();
            throw;
        }
    }

    public Task SubscribeAsync(IChangeObserver observer)
    {
        observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    /// <summary>Made anew when there is something new to show: a read of what has not changed costs no rules.</summary>
    private EpisodeView View(SiteCalendar calendar)
    {
        var moment = Moment();
        if (shown?.Holds(state.Version, moment, calendar) is true) return shown.View with { AsOf = moment };

        var view = EpisodeProjection.View(episodeId, state.Facts, state.Version, moment, calendar, instruments.Of(organizationId));
        shown = new(view, ViewClock.NextChange(state.Facts, moment, calendar));
        return view;
    }

    private async Task FoldAsync(CancellationToken cancellationToken)
    {
        state = await journal.ReadStateAsync(organizationId, episodeId, cancellationToken);
        lastMoment = state.RecordedAt > lastMoment ? state.RecordedAt : lastMoment;
    }

    private async Task<AppendOutcome> AppendNewAsync(IncomingMessage incoming)
    {
        var message = MessageTypes.Read(incoming.MessageType, incoming.Body);
        var heard = EpisodeFold.Apply(state.Facts, message);
        var calendar = await zones.CalendarAsync(organizationId, heard, CancellationToken.None);
        var next = state.Apply(incoming.MessageId, message, MomentAfter(), calendar, instruments.Of(organizationId));
        var replan = next.ReviewPlannedAt != state.ReviewPlannedAt || message is ReviewEpisodeAlerts;
        var outcome = await journal.AppendAsync(
            new JournalEntry(organizationId, episodeId, incoming, message, state, next, replan), CancellationToken.None);
        if (outcome != AppendOutcome.Applied)
        {
            // The journal holds what this activation has not seen.
            LogOutpaced(episodeId, state.Version, outcome);
            DeactivateOnIdle();
            return outcome;
        }

        await Failpoints.ReachedAsync(FailpointNames.AppendedNotFolded);
        var formerSite = state.Facts.SiteId;
        state = next;
        await TellAsync(formerSite);
        return AppendOutcome.Applied;
    }

    /// <summary>Hints only: a board and a stream that miss one read again by themselves.</summary>
    private async Task TellAsync(Guid formerSite)
    {
        var traceParent = Activity.Current is { Recorded: true } activity ? activity.Id : null;
        await observers.Notify(observer => observer.ChangedAsync(traceParent));
        var entry = BoardEntry.Of(episodeId, state.Facts, state.Version, state.RecordedAt, state.OpenAlerts);
        foreach (var site in new[] { entry.SiteId, formerSite }.Where(site => site != Guid.Empty).Distinct())
        {
            await GrainFactory.GetGrain<ISiteBoardGrain>(site, organizationId.ToString()).NoticeAsync(entry, traceParent);
        }
    }

    private DateTimeOffset Moment()
    {
        var now = Moments.ToMicrosecond(time.GetUtcNow());
        return lastMoment = now > lastMoment ? now : lastMoment;
    }

    private DateTimeOffset MomentAfter()
    {
        var next = lastMoment + Moments.Microsecond;
        var now = Moments.ToMicrosecond(time.GetUtcNow());
        return lastMoment = now > next ? now : next;
    }

    /// <summary>Carries the trace on, also where nothing listens: audit rows and outgoing messages name it.</summary>
    private static Activity? StartActivity(string? traceParent)
    {
        if (traceParent is null) return null;

        // Where Orleans has brought the trace here itself, this is a part of its call.
        return Activity.Current is { } call && traceParent.Contains(call.TraceId.ToHexString(), StringComparison.Ordinal)
            ? Activities.StartActivity("append episode")
            : Activities.StartActivity("append episode", ActivityKind.Internal, traceParent)
                ?? new Activity("append episode").SetParentId(traceParent).Start();
    }

    /// <param name="Until">From then on time alone may have changed it.</param>
    private sealed record ShownView(EpisodeView View, DateTimeOffset Until)
    {
        public bool Holds(long version, DateTimeOffset moment, SiteCalendar calendar) =>
            View.Version == version && moment < Until && View.TimeZone == calendar.TimeZone;
    }

    [LoggerMessage(LogLevel.Warning, "Episode {EpisodeId} at version {Version} met a journal that is ahead: {Outcome}")]
    private partial void LogOutpaced(Guid episodeId, long version, AppendOutcome outcome);
}
