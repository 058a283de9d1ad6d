using FluentValidation;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Attendance;

public sealed record RecordAttendanceRequest(IReadOnlyList<AttendanceEntry> Entries);

/// <param name="Status">attended, partial, absent or excused.</param>
/// <param name="ArrivedAt">Missing: when the patient checked in, else the start of the session.</param>
/// <param name="LeftAt">Missing: the end of the session.</param>
public sealed record AttendanceEntry(
    Guid EpisodeId, string Status, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, string? Reason)
{
    internal bool Present => Status is "attended" or "partial";
}

public sealed record RecordedAttendance(IReadOnlyList<RecordedEntry> Entries);

/// <param name="AttendedMinutes">Clinical minutes that count.</param>
/// <param name="Version">Counts what was ever recorded for this patient and session.</param>
public sealed record RecordedEntry(Guid EpisodeId, string Status, int AttendedMinutes, long Version);

/// <summary>
/// Says who was there, and how long; late and again as often as needed, each time kept in the history. Not before the session
/// has begun. An entry that says what is recorded already changes nothing.
/// </summary>
public static class RecordAttendance
{
    private const int EntriesMax = 200;

    private sealed class Validator : AbstractValidator<RecordAttendanceRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Entries).NotEmpty()
                .Must(entries => entries is null || entries.Count <= EntriesMax)
                .WithMessage($"Send 1 to {EntriesMax} entries.");
            RuleFor(request => request.Entries)
                .Must(entries => entries is null
                    || entries.OfType<AttendanceEntry>().CountBy(entry => entry.EpisodeId).All(named => named.Value == 1))
                .WithMessage("Each episode may be named once.");
            RuleForEach(request => request.Entries).NotNull().SetValidator(new EntryValidator());
        }
    }

    private sealed class EntryValidator : AbstractValidator<AttendanceEntry>
    {
        public EntryValidator()
        {
            RuleFor(entry => entry.EpisodeId).NotEmpty();
            RuleFor(entry => entry.Status).Must(status => status is "attended" or "partial" or "absent" or "excused")
                .WithMessage("This must be one of attended, partial, absent, excused.");
            RuleFor(entry => entry.Reason).IsPlainText(500).When(entry => entry.Reason is not null);
            RuleFor(entry => entry.ArrivedAt).Must(IsPlannable).WithMessage(PlannableDates.Explanation);
            RuleFor(entry => entry.LeftAt).Must(IsPlannable).WithMessage(PlannableDates.Explanation);
            When(entry => !entry.Present, () =>
            {
                RuleFor(entry => entry.ArrivedAt).Null().WithMessage("Who was not there did not arrive.");
                RuleFor(entry => entry.LeftAt).Null().WithMessage("Who was not there did not leave.");
            });
        }

        private static bool IsPlannable(DateTimeOffset? at) => at is null || PlannableDates.Contains(at.Value);
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/sessions/{id:guid}/attendance", (
            Guid id, RecordAttendanceRequest request, TenantDatabase db, AttendanceMetrics metrics, CancellationToken cancellationToken) =>
            Contention.RepeatAsync(() => HandleAsync(id, request, db, metrics, cancellationToken), cancellationToken))
        .WithName(nameof(RecordAttendance)).WithTags("Attendance").WithSummary("Records or corrects attendance. Repeating it changes nothing.")
        .RequireRoles(Roles.Therapist, Roles.SiteManager)
        .Audited("attendance.record")
        .Validated(new Validator())
        .Produces<RecordedAttendance>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    /// <summary>What an entry comes to, or what is wrong with it: the field's name and the text.</summary>
    internal static (Attended? Attended, (string Field, string Text)? Error) Decide(
        AttendanceEntry entry, AttendanceRow former, SessionFacts session)
    {
        if (!entry.Present)
        {
            return (new Attended(entry.Status, null, null, 0, entry.Reason?.Trim()), null);
        }

        if (entry.Status == "partial" && entry.ArrivedAt is null && entry.LeftAt is null)
        {
            return (null, ("leftAt", "Say when the patient came late (arrivedAt) or left early (leftAt)."));
        }

        var arrived = Presence.AsStored(entry.ArrivedAt ?? former.ArrivedAt ?? session.StartsAt);
        var left = Presence.AsStored(entry.LeftAt ?? session.EndsAt);
        if (arrived >= session.EndsAt)
        {
            return (null, ("arrivedAt", "This is not before the end of the session."));
        }

        if (left <= session.StartsAt || left <= arrived)
        {
            return (null, ("leftAt", "This is not after the arrival and the start of the session."));
        }

        var minutes = Presence.AttendedMinutes(session.StartsAt, session.EndsAt, session.ClinicalMinutes, arrived, left);
        return (new Attended(entry.Status, arrived, left, minutes, entry.Reason?.Trim()), null);
    }

    private static async Task<IResult> HandleAsync(
        Guid id, RecordAttendanceRequest request, TenantDatabase db, AttendanceMetrics metrics, CancellationToken cancellationToken)
    {
        if (await db.SessionFactsAsync(id, cancellationToken) is not { } session)
        {
            return Problems.NotFound("session");
        }

        var write = db.Write();
        if (session.Canceled)
        {
            return Problems.Rule("session-canceled", "The session is canceled.");
        }

        if (write.Now < session.StartsAt)
        {
            return Problems.Rule("session-not-started", $"The session begins on {session.Clock.Say(session.StartsAt)}.");
        }

        var roster = (await db.AttendanceAsync(id, [.. request.Entries.Select(entry => entry.EpisodeId)], cancellationToken))
            .ToDictionary(row => row.EpisodeId);
        var errors = new Dictionary<string, string[]>();
        var recorded = new List<RecordedEntry>();
        var changes = new List<int>();
        write.RequireUnchanged(session);
        foreach (var (index, entry) in request.Entries.Index())
        {
            if (!roster.TryGetValue(entry.EpisodeId, out var former))
            {
                errors[$"entries[{index}].episodeId"] = ["This episode is not on the roster of the session."];
                continue;
            }

            var (attended, error) = Decide(entry, former, session);
            if (attended is null)
            {
                errors[$"entries[{index}].{error!.Value.Field}"] = [error.Value.Text];
                continue;
            }

            var same = Same(former, attended);
            if (!same)
            {
                write.Record(session, former, attended);
                changes.Add(attended.AttendedMinutes - former.AttendedMinutes);
            }

            recorded.Add(new RecordedEntry(
                entry.EpisodeId, attended.Status, attended.AttendedMinutes, former.Version + (same ? 0 : 1)));
        }

        if (errors.Count > 0)
        {
            return Problems.Fields(errors);
        }

        await write.CommitAsync(cancellationToken);
        changes.ForEach(minutes => metrics.Changed(session.Kind, minutes));
        return TypedResults.Ok(new RecordedAttendance(recorded));
    }

    private static bool Same(AttendanceRow former, Attended attended) =>
        former.Status == attended.Status
        && former.ArrivedAt == attended.ArrivedAt
        && former.LeftAt == attended.LeftAt
        && former.AttendedMinutes == attended.AttendedMinutes
        && former.Reason == attended.Reason;
}
