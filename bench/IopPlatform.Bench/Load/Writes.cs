using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using IopPlatform.Checking;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Bench.Load;

/// <summary>A patient's place in a session that is over.</summary>
internal sealed record Booking(Guid OrganizationId, Guid SessionId, Guid EpisodeId, DateTimeOffset EndsAt);

internal sealed record Site(Guid OrganizationId, Guid Id);

/// <summary>
/// Makes the writes of the load: referrals, and attendance of admitted episodes. Each booking is recorded once before any is
/// corrected, and each correction says something new.
/// </summary>
internal sealed class Writes(Uri gateway, Tokens tokens)
{
    /// <summary>People of each role, spread over the organizations.</summary>
    private const int PeopleInAll = 256;
    private static readonly string Run = Guid.CreateVersion7().ToString("N")[^10..];
    private readonly ConcurrentBag<AcknowledgedWrite> referrals = [];
    private IReadOnlyList<Site> sites = [];
    private IReadOnlyList<Booking> bookings = [];
    private int number = -1;
    private int attended = -1;
    private int recorded;
    private int people = 1;

    public IReadOnlyCollection<AcknowledgedWrite> Referrals => referrals;

    public IReadOnlyList<Booking> Bookings => bookings;

    /// <summary>Attendance records that were acknowledged.</summary>
    public int AttendanceRecorded => recorded;

    /// <summary>Whom the writes are about from now on.</summary>
    public void Use(IReadOnlyList<Site> allSites, IReadOnlyList<Booking> allBookings)
    {
        (sites, bookings) = (allSites, allBookings);
        people = Math.Max(1, PeopleInAll / sites.Select(site => site.OrganizationId).Distinct().Count());
    }

    /// <summary>Writes nothing more about these by itself: somebody else does.</summary>
    public void LeaveOut(IEnumerable<Guid> episodes)
    {
        var left = episodes.ToHashSet();
        bookings = [.. bookings.Where(booking => !left.Contains(booking.EpisodeId))];
    }

    /// <summary>Signs every token that the load will need.</summary>
    public void Prepare()
    {
        foreach (var organization in sites.Select(site => site.OrganizationId).Distinct())
        {
            for (var person = 0; person < people; person++)
            {
                tokens.For(organization, Roles.IntakeCoordinator, person);
                tokens.For(organization, Roles.Therapist, person);
            }
        }
    }

    /// <summary>One after the other: a referral, an attendance record, a referral…</summary>
    public Task NextAsync(RawHttp connection, CancellationToken cancellationToken)
    {
        var next = Interlocked.Increment(ref number);
        return next % 2 == 0
            ? RegisterReferralAsync(connection, next / 2, cancellationToken)
            : RecordAttendanceAsync(connection, bookings[Interlocked.Increment(ref attended) % bookings.Count], next, cancellationToken);
    }

    /// <param name="watched">
    /// Whether somebody waits for the change to be seen: it then leaves by seconds that the load never uses, so that it cannot say
    /// what is recorded already, which would change nothing.
    /// </param>
    public async Task RecordAttendanceAsync(
        RawHttp connection, Booking booking, int salt, CancellationToken cancellationToken, bool watched = false)
    {
        // Leaving early by other seconds than before makes each correction a change; the modulus is prime, so that rounds do not meet.
        var leftAt = booking.EndsAt.AddSeconds((watched ? -1500 : -1) - (salt % 1499)).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var body = $$"""{"entries":[{"episodeId":"{{booking.EpisodeId}}","status":"partial","leftAt":"{{leftAt}}","reason":"Medical appointment."}]}""";
        var answer = await connection.SendAsync(
            Requests.WithBody(
                "PUT", gateway, $"/api/scheduling/sessions/{booking.SessionId}/attendance",
                tokens.For(booking.OrganizationId, Roles.Therapist, salt % people), body),
            cancellationToken);
        Require(answer, 200);
        Interlocked.Increment(ref recorded);
    }

    private async Task RegisterReferralAsync(RawHttp connection, int count, CancellationToken cancellationToken)
    {
        var site = sites[count % sites.Count];
        var body = $$"""
            {"siteId":"{{site.Id}}","source":{"kind":"hospital","name":"Riverside General"},"reason":"Low mood and loss of interest for two months; safe at home.","urgency":"routine","patient":{"givenName":"Bench","familyName":"Patient {{count}}","birthDate":"1990-05-17","sexAtBirth":"female","language":"en","email":"bench.{{Run}}.{{count}}@patients.example","phone":"+1-212-555-0170","preferredChannel":"email"},"diagnoses":["F33.1"]}
            """.Trim();
        var answer = await connection.SendAsync(
            Requests.WithBody(
                "POST", gateway, "/api/intake/referrals", tokens.For(site.OrganizationId, Roles.IntakeCoordinator, count % people), body, $"{Run}-{count}"),
            cancellationToken);
        Require(answer, 201);
        referrals.Add(new AcknowledgedWrite("intake", "referral.register", Id(answer.Body)));
    }

    private static Guid Id(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("id").GetGuid();
    }

    private static void Require(RawAnswer answer, int status)
    {
        if (answer.Status != status)
        {
            throw new InvalidOperationException(
                $"A write was answered with {answer.Status}, not {status}: {Encoding.UTF8.GetString(answer.Body.Span)}");
        }
    }
}
