using IopPlatform.Journeys.Gateway;
using NodaTime;

namespace IopPlatform.Journeys.Demo;

/// <summary>A site as it was found through the API: its people signed in, its programs and groups with their ids.</summary>
internal sealed record SiteTeam(DemoSite Site, Guid Id, string TimeZone)
{
    public required UserSession Intake { get; init; }

    public required StaffMember Therapist { get; init; }

    public required StaffMember AssociateTherapist { get; init; }

    public required UserSession Manager { get; init; }

    public required UserSession Director { get; init; }

    public required UserSession Reviewer { get; init; }

    public IReadOnlyList<SeededProgram> Programs { get; init; } = [];

    /// <summary>Lets one journey at a time look for a free quarter of an hour of the therapists.</summary>
    public SemaphoreSlim Calendar { get; } = new(1, 1);

    public string Name => Site.Name;

    public IReadOnlyList<StaffMember> Therapists => [Therapist, AssociateTherapist];

    public StaffMember TherapistOf(Guid staffId) => staffId == AssociateTherapist.Id ? AssociateTherapist : Therapist;

    public LocalDate Today(TimeProvider time) => DayOf(time.GetUtcNow());

    public LocalDate DayOf(DateTimeOffset at) =>
        Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[TimeZone]).Date;

    /// <summary>The Monday of this week at the site.</summary>
    public LocalDate Monday(TimeProvider time)
    {
        var today = Today(time);
        return today.DayOfWeek == IsoDayOfWeek.Monday ? today : today.Previous(IsoDayOfWeek.Monday);
    }

    /// <summary>An instant on a day of the site.</summary>
    public DateTimeOffset At(LocalDate day, int hour) =>
        DateTimeZoneProviders.Tzdb[TimeZone].AtLeniently(day.At(new LocalTime(hour, 0))).ToDateTimeOffset();
}

internal sealed record StaffMember(Guid Id, UserSession Session);

internal sealed record SeededProgram(Guid Id, string Name, string LevelOfCare, string AgeGroup, IReadOnlyList<SeededTrack> Tracks);

internal sealed record SeededTrack(Guid Id, string Name, Guid FacilitatorId, IReadOnlyList<SeededGroup> Groups);

internal sealed record SeededGroup(Guid Id, string Name, string Kind);
