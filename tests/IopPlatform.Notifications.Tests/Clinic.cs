using IopPlatform.Contracts;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Testing;

namespace IopPlatform.Notifications.Tests;

/// <summary>A row of the table, as the tests look at it.</summary>
internal sealed record Row(
    Guid Id, string Template, string State, DateTimeOffset CreatedAt, DateTimeOffset DueAt, string? FailureReason, string? WaitsFor, int Attempts,
    long Version);

/// <summary>An organization of its own with a site in Denver, known to the service by the events of the others.</summary>
internal sealed class Clinic(NotificationsFixture fixture)
{
    public const string Zone = "America/Denver";

    public Guid Organization { get; } = Callers.NewOrganization();

    public Guid Site { get; } = Guid.CreateVersion7();

    public Guid Patient { get; } = Guid.CreateVersion7();

    public Guid Consent { get; } = Guid.CreateVersion7();

    public Guid Episode { get; } = Guid.CreateVersion7();

    public string PatientAddress => $"sam-{Patient:n}@mail.test";

    public DateTimeOffset Now => fixture.Time.GetUtcNow();

    /// <summary>The time at the beginning of the test in whole minutes, as schedules tell times.</summary>
    public DateTimeOffset Minute { get; } = new(
        fixture.Time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    /// <param name="consents">Whether the patient has consented to being contacted.</param>
    /// <param name="reachable">Whether the patient has an e-mail address.</param>
    public static async Task<Clinic> OpenAsync(
        NotificationsFixture fixture, bool consents = true, bool reachable = true, string language = "en")
    {
        var clinic = new Clinic(fixture);
        await clinic.DeliverAsync(clinic.OrganizationChanged());
        await clinic.DeliverAsync(clinic.SiteChanged());
        await clinic.DeliverAsync(clinic.PatientChanged(language));
        await clinic.DeliverAsync(clinic.ContactPoints(reachable ? clinic.PatientAddress : null));
        if (consents)
        {
            await clinic.DeliverAsync(clinic.ContactConsent(active: true));
        }

        return clinic;
    }

    public Task DeliverAsync(BusMessage message, Guid? messageId = null) => fixture.DeliverAsync(message, messageId);

    public OrganizationChanged OrganizationChanged() => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = Now,
        Name = "Clinic",
        SupportPhone = "+1-303-555-0100",
    };

    public SiteChanged SiteChanged(long version = 1, string zone = Zone) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        SiteId = Site,
        Name = "Hill",
        TimeZone = zone,
        Phone = "+1-303-555-0101",
        Active = true,
    };

    public PatientChanged PatientChanged(string language = "en", string? preferredName = "Sam", long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        PatientId = Patient,
        SiteId = Site,
        GivenName = "Samuel",
        FamilyName = "Hart",
        PreferredName = preferredName,
        BirthDate = new DateOnly(1990, 5, 1),
        Language = language,
    };

    public ContactPointsChanged ContactPoints(string? email, string channel = "email", long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        PatientId = Patient,
        SiteId = Site,
        Email = email,
        Phone = null,
        PreferredChannel = channel,
    };

    public ConsentChanged ContactConsent(bool active, long version = 1, DateOnly? expiresOn = null) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        ConsentId = Consent,
        PatientId = Patient,
        SiteId = Site,
        Kind = "contact",
        Active = active,
        ExpiresOn = expiresOn,
    };

    public PatientAdmitted Admitted(long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        EpisodeId = Episode,
        PatientId = Patient,
        ReferralId = Guid.CreateVersion7(),
        SiteId = Site,
        ProgramId = Guid.CreateVersion7(),
        LevelOfCare = "iop",
        AgeGroup = "adult",
        AdmittedOn = DateOnly.FromDateTime(Now.UtcDateTime),
        Baseline = [],
    };

    public EpisodeClosed Closed(string reason = "completed") => new()
    {
        OrganizationId = Organization,
        Version = 9,
        OccurredAt = Now,
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        DischargedOn = DateOnly.FromDateTime(Now.UtcDateTime),
        Reason = reason,
    };

    public StaffChanged Staff(Guid id, string role, IReadOnlyList<Guid>? sites = null, bool active = true, long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        StaffId = id,
        DisplayName = "Dana",
        Email = AddressOf(id),
        Roles = [role],
        SiteIds = sites ?? [],
        NeedsCosign = false,
        Active = active,
    };

    public static string AddressOf(Guid staffId) => $"staff-{staffId:n}@clinic.test";

    public async Task<Guid> HireAsync(string role, IReadOnlyList<Guid>? sites = null, bool active = true)
    {
        var id = Guid.CreateVersion7();
        await DeliverAsync(Staff(id, role, sites, active));
        return id;
    }

    public PersonalScheduleChanged Week(Guid scheduleId, long version, params ScheduledSession[] sessions) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        ScheduleId = scheduleId,
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        WeekStartsOn = DateOnly.FromDateTime(Now.UtcDateTime),
        TimeZone = Zone,
        Sessions = sessions,
    };

    public static ScheduledSession Session(Guid id, DateTimeOffset startsAt, bool canceled = false) =>
        new(id, null, "group", startsAt, startsAt.AddHours(3), 180, null, "Room 1", canceled);

    public Task<IReadOnlyList<Row>> RowsAsync() => fixture.SqlAsync<Row>(
        """
        select id, template, state, created_at, due_at, failure_reason, waits_for, attempts, version
        from notifications where organization_id = $1 order by created_at, id
        """,
        Organization);

    /// <summary>Waits until the only message of the organization is in this state.</summary>
    public async Task<Row> OnlyAsync(string state) => await Eventually.GetAsync(
        async () => await RowsAsync() is [var row] && row.State == state ? row : null, $"the only message to be {state}");

    public Task<IReadOnlyList<DateTimeOffset>> DueAsync(Guid notificationId) => fixture.SqlAsync<DateTimeOffset>(
        "select due_at from due where organization_id = $1 and key = $2", Organization, $"notification/{notificationId}");

    /// <summary>Queues a message to the patient that nothing but consent and address stops.</summary>
    public Task WelcomeAsync() => DeliverAsync(Admitted());

    public Task<IReadOnlyList<long>> AuditRowsAsync(Guid messageId) =>
        fixture.SqlAsync<long>("select count(*) from audit where source_message_id = $1", messageId);

    public static TimeSpan Settled => SendDecision.Settling + TimeSpan.FromSeconds(1);
}
