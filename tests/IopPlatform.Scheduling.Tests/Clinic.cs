using IopPlatform.Contracts;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests;

internal sealed record Admitted(Guid EpisodeId, Guid PatientId);

/// <summary>An organization of its own with one site, whose site manager and therapist call the service.</summary>
internal sealed class Clinic
{
    public const string Api = "/api/scheduling";

    private readonly SchedulingFixture fixture;
    private int named;

    private Clinic(SchedulingFixture fixture, Guid organization, string timeZone)
    {
        (this.fixture, Organization, TimeZone) = (fixture, organization, timeZone);
        Manager = As(Roles.SiteManager);
        Therapist = As(Roles.Therapist);
    }

    public Guid Organization { get; }

    public Guid Site { get; } = Guid.CreateVersion7();

    public string TimeZone { get; }

    public HttpClient Manager { get; }

    public HttpClient Therapist { get; }

    public SchedulingFixture Fixture => fixture;

    public DateTimeOffset Now => fixture.Time.GetUtcNow();

    /// <summary>A Monday that is certainly over, and one that has certainly not begun, in any zone.</summary>
    public DateOnly PastMonday => Monday(-14);

    public DateOnly ComingMonday => Monday(14);

    public static async Task<Clinic> OpenAsync(
        SchedulingFixture fixture, string timeZone = "America/New_York", Guid? organization = null)
    {
        var clinic = new Clinic(fixture, organization ?? Callers.NewOrganization(), timeZone);
        await fixture.DeliverAsync(clinic.SiteChanged(1));
        return clinic;
    }

    public SiteChanged SiteChanged(long version, string? timeZone = null) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        SiteId = Site,
        Name = "Main Street",
        TimeZone = timeZone ?? TimeZone,
        Phone = "+1-212-555-0101",
        Active = true,
    };

    public HttpClient As(params string[] roles) => fixture.Client(Callers.Staff(Organization, roles));

    public HttpClient AsPatient(Guid patientId) => fixture.Client(Callers.Patient(Organization, patientId));

    /// <summary>A manager and therapist of another site of the same organization.</summary>
    public HttpClient AsStaffElsewhere() => fixture.Client(
        Callers.StaffOf(Organization, [Guid.CreateVersion7()], Roles.SiteManager, Roles.Therapist));

    /// <summary>A manager and therapist of another organization.</summary>
    public HttpClient AsStranger() => fixture.Client(
        Callers.Staff(Callers.NewOrganization(), Roles.SiteManager, Roles.Therapist));

    public async Task<Guid> StaffAsync(IReadOnlyList<Guid>? sites = null, bool active = true)
    {
        var id = Guid.CreateVersion7();
        await fixture.DeliverAsync(new StaffChanged
        {
            OrganizationId = Organization,
            Version = 1,
            OccurredAt = Now,
            StaffId = id,
            DisplayName = Name("Therapist"),
            Email = $"{id}@clinic.example",
            Roles = [Roles.Therapist],
            SiteIds = sites ?? [],
            NeedsCosign = false,
            Active = active,
        });
        return id;
    }

    public Task<Guid> ProgramAsync() => Manager.CreatedIdAsync($"{Api}/programs", new
    {
        siteId = Site,
        name = Name("Program"),
        levelOfCare = "iop",
        ageGroup = "adult",
        minimumWeeklyMinutes = 540,
    });

    public Task<Guid> TrackAsync(Guid program) =>
        Manager.CreatedIdAsync($"{Api}/programs/{program}/tracks", new { name = Name("Track") });

    public Task<Guid> RoomAsync(int seats = 30) =>
        Manager.CreatedIdAsync($"{Api}/rooms", new { siteId = Site, name = Name("Room"), seats });

    /// <summary>A group, by default on Mondays at 09:00 for 3 hours, with a room and facilitator of its own.</summary>
    public async Task<Guid> GroupAsync(
        Guid program,
        int seatsMax = 8,
        Guid? room = null,
        Guid? facilitator = null,
        Guid? track = null,
        object[]? slots = null) =>
        await Manager.CreatedIdAsync(
            $"{Api}/groups", await GroupRequestAsync(program, seatsMax, room, facilitator, track, slots));

    public async Task<object> GroupRequestAsync(
        Guid program,
        int seatsMax = 8,
        Guid? room = null,
        Guid? facilitator = null,
        Guid? track = null,
        object[]? slots = null) => new
        {
            programId = program,
            trackId = track,
            name = Name("Group"),
            kind = "group",
            roomId = room ?? await RoomAsync(),
            facilitatorId = facilitator ?? await StaffAsync(),
            seatsMax,
            slots = slots ?? [Slot("monday", "09:00", 180, 165)],
            startsOn = "2025-01-01",
        };

    public static object Slot(string dayOfWeek, string startsAt, int minutes, int clinicalMinutes) =>
        new { dayOfWeek, startsAt, minutes, clinicalMinutes };

    public async Task<Admitted> AdmitAsync(Guid program, Guid? track = null)
    {
        var admitted = new Admitted(Guid.CreateVersion7(), Guid.CreateVersion7());
        await fixture.DeliverAsync(Admission(admitted, program, track));
        return admitted;
    }

    public PatientAdmitted Admission(Admitted who, Guid program, Guid? track = null, long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        EpisodeId = who.EpisodeId,
        PatientId = who.PatientId,
        ReferralId = Guid.CreateVersion7(),
        SiteId = Site,
        ProgramId = program,
        TrackId = track,
        LevelOfCare = "iop",
        AgeGroup = "adult",
        AdmittedOn = new DateOnly(2025, 1, 1),
        Baseline = [],
    };

    public EpisodeClosed Closure(Admitted who, long version = 2) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        EpisodeId = who.EpisodeId,
        PatientId = who.PatientId,
        SiteId = Site,
        DischargedOn = DateOnly.FromDateTime(Now.UtcDateTime),
        Reason = "completed",
    };

    public PrescriptionChanged Prescription(Admitted who, int minutes, DateOnly from, long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        EpisodeId = who.EpisodeId,
        PatientId = who.PatientId,
        SiteId = Site,
        EffectiveFrom = from,
        WeeklyMinutes = minutes,
        DaysPerWeek = 3,
        Modalities = [new ModalityMinutes("group", minutes)],
    };

    public Task<Guid> EnrollAsync(Admitted who, Guid group) =>
        Therapist.CreatedIdAsync(
            $"{Api}/episodes/{who.EpisodeId}/enrollments", new { groupId = group, from = "2025-01-01" });

    public Task<HttpResponseMessage> BuildWeekAsync(Admitted who, DateOnly monday) =>
        Therapist.PutBodyAsync($"{Api}/episodes/{who.EpisodeId}/weeks/{monday:yyyy-MM-dd}");

    /// <summary>Builds a week and names its first session.</summary>
    public async Task<Guid> FirstSessionAsync(Admitted who, DateOnly monday) =>
        (await BuildWeekAsync(who, monday).OkAsync())["sessions"]![0]!["sessionId"]!.GetValue<Guid>();

    public async Task<object> SessionRequestAsync(
        DateTimeOffset startsAt,
        Guid[] episodes,
        Guid? staff = null,
        Guid? room = null,
        int minutes = 60,
        int clinicalMinutes = 50) => new
        {
            siteId = Site,
            kind = "individual",
            staffId = staff ?? await StaffAsync(),
            roomId = room,
            startsAt,
            minutes,
            clinicalMinutes,
            episodeIds = episodes,
        };

    /// <summary>A session of its own for the episodes.</summary>
    public async Task<Guid> SessionAsync(
        DateTimeOffset startsAt,
        Guid[] episodes,
        Guid? staff = null,
        Guid? room = null,
        int minutes = 60,
        int clinicalMinutes = 50) =>
        await Therapist.CreatedIdAsync(
            $"{Api}/sessions", await SessionRequestAsync(startsAt, episodes, staff, room, minutes, clinicalMinutes));

    public Task<HttpResponseMessage> CheckInAsync(HttpClient caller, Guid session, Admitted who) =>
        caller.PostBodyAsync($"{Api}/sessions/{session}/check-ins", new { episodeId = who.EpisodeId });

    public Task<HttpResponseMessage> CancelAsync(Guid session) =>
        Therapist.PostBodyAsync($"{Api}/sessions/{session}/cancel", new { reason = "Snow" });

    public Task<HttpResponseMessage> RecordAsync(Guid session, params object[] entries) =>
        Therapist.PutBodyAsync($"{Api}/sessions/{session}/attendance", new { entries });

    /// <summary>What the service has told of this organization so far, oldest first.</summary>
    public Task<IReadOnlyList<T>> ToldAsync<T>()
        where T : Event =>
        fixture.PublishedAsync<T>(Organization);

    private DateOnly Monday(int daysFromNow)
    {
        var date = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(daysFromNow);
        return date.AddDays(-(((int)date.DayOfWeek + 6) % 7));
    }

    private string Name(string thing) => $"{thing} {Interlocked.Increment(ref named)}";
}
