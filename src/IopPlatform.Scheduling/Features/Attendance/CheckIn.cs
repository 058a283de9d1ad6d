using FluentValidation;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IopPlatform.Scheduling.Features.Attendance;

public sealed record CheckInRequest(Guid EpisodeId);

/// <param name="Status">checked-in, or what was recorded since.</param>
public sealed record CheckedIn(Guid SessionId, Guid EpisodeId, string Status, DateTimeOffset? ArrivedAt);

/// <summary>
/// Notes that a patient has come. Who was marked absent too early and comes after all is checked in; any other record stays.
/// </summary>
public static class CheckIn
{
    /// <summary>Doors open one hour before the session; nobody checks in to a session that is over.</summary>
    public static readonly TimeSpan OpensBefore = TimeSpan.FromMinutes(60);

    private sealed class Validator : AbstractValidator<CheckInRequest>
    {
        public Validator() => RuleFor(request => request.EpisodeId).NotEmpty();
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/sessions/{id:guid}/check-ins", (
            Guid id, CheckInRequest request, TenantDatabase db, CancellationToken cancellationToken) =>
            Contention.RepeatAsync(() => HandleAsync(id, request, db, cancellationToken), cancellationToken))
        .WithName(nameof(CheckIn)).WithTags("Attendance").WithSummary("Checks a patient in. Repeating it changes nothing.")
        .RequireRoles(Roles.Therapist, Roles.IntakeCoordinator, Roles.SiteManager, Roles.Patient)
        .Audited("attendance.check-in")
        .Validated(new Validator())
        .Produces<CheckedIn>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    internal static IResult? Refuse(SessionFacts session, DateTimeOffset now)
    {
        if (session.Canceled)
        {
            return Problems.Rule("session-canceled", "The session is canceled.");
        }

        var opens = session.StartsAt - OpensBefore;
        return now < opens || now > session.EndsAt
            ? Problems.Rule(
                "check-in-window",
                $"Check-in is open from {session.Clock.Say(opens)} to {session.Clock.Say(session.EndsAt)}.")
            : null;
    }

    private static async Task<IResult> HandleAsync(
        Guid id, CheckInRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.SessionFactsAsync(id, cancellationToken) is not { } session)
        {
            return Problems.NotFound("session");
        }

        if (await db.AttendanceAsync(id, [request.EpisodeId], cancellationToken) is not [var former])
        {
            return Problems.NotFound("episode on the roster of this session");
        }

        if (former.Status is not (null or "absent" or "excused"))
        {
            return Answer(session, former.EpisodeId, former.Status, former.ArrivedAt);
        }

        var write = db.Write();
        if (Refuse(session, write.Now) is { } refusal)
        {
            return refusal;
        }

        var arrivedAt = Presence.AsStored(write.Now);
        await write
            .RequireUnchanged(session)
            .Record(session, former, new Attended("checked-in", arrivedAt, null, 0, null))
            .CommitAsync(cancellationToken);
        return Answer(session, former.EpisodeId, "checked-in", arrivedAt);
    }

    private static Ok<CheckedIn> Answer(SessionFacts session, Guid episodeId, string status, DateTimeOffset? arrivedAt) =>
        TypedResults.Ok(new CheckedIn(
            session.Id, episodeId, status, arrivedAt is { } arrived ? session.Clock.Local(arrived) : null));
}
