using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests;

/// <summary>An organization of its own with one site in Denver and its staff, as this service knows them.</summary>
public sealed class Clinic
{
    private readonly ClinicalNotesFixture fixture;

    private Clinic(ClinicalNotesFixture fixture)
    {
        this.fixture = fixture;
        Therapist = StaffOf(Roles.Therapist);
        Supervised = StaffOf(Roles.Therapist);
        Director = StaffOf(Roles.MedicalDirector);
    }

    public Guid Organization { get; } = Callers.NewOrganization();

    public Guid Site { get; } = Guid.CreateVersion7();

    public Caller Therapist { get; }

    /// <summary>A therapist whose notes need a second signature.</summary>
    public Caller Supervised { get; }

    public Caller Director { get; }

    /// <summary>A session of three hours that ended an hour ago.</summary>
    public DateTimeOffset SessionEndsAt { get; init; }

    public static async Task<Clinic> OpenAsync(ClinicalNotesFixture fixture)
    {
        var clinic = new Clinic(fixture) { SessionEndsAt = fixture.Time.GetUtcNow().AddHours(-1) };
        await fixture.DeliverAsync(new SiteChanged
        {
            OrganizationId = clinic.Organization,
            Version = 1,
            OccurredAt = fixture.Time.GetUtcNow(),
            SiteId = clinic.Site,
            Name = "Denver",
            TimeZone = "America/Denver",
            Phone = "555-0100",
            Active = true,
        });
        await clinic.HireAsync(clinic.Therapist, "Dana Lee", "LCSW", needsCosign: false);
        await clinic.HireAsync(clinic.Supervised, "Sam Ortiz", "LPC-A", needsCosign: true);
        await clinic.HireAsync(clinic.Director, "Robin Shah", "MD", needsCosign: false);
        return clinic;
    }

    public HttpClient As(Caller caller) => fixture.Client(caller);

    public HttpClient AsTherapist() => As(Therapist);

    public HttpClient AsDirector() => As(Director);

    public Task HireAsync(Caller person, string name, string? credential, bool needsCosign, long version = 1) =>
        fixture.DeliverAsync(new StaffChanged
        {
            OrganizationId = Organization,
            Version = version,
            OccurredAt = fixture.Time.GetUtcNow(),
            StaffId = Guid.Parse(person.Subject),
            DisplayName = name,
            Email = "staff@example.org",
            Roles = person.Roles,
            SiteIds = [Site],
            Credential = credential,
            NeedsCosign = needsCosign,
            Active = true,
        });

    public async Task<Episode> AdmitAsync(string given = "Ana", string family = "Rivera", string levelOfCare = "iop")
    {
        var episode = new Episode(Guid.CreateVersion7(), Guid.CreateVersion7());
        await fixture.DeliverAsync(new PatientChanged
        {
            OrganizationId = Organization,
            Version = 1,
            OccurredAt = fixture.Time.GetUtcNow(),
            PatientId = episode.PatientId,
            SiteId = Site,
            GivenName = given,
            FamilyName = family,
            BirthDate = new DateOnly(1990, 4, 2),
            Language = "en",
        });
        await fixture.DeliverAsync(Admission(episode, levelOfCare, version: 1));
        return episode;
    }

    public PatientAdmitted Admission(Episode episode, string levelOfCare, long version) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = fixture.Time.GetUtcNow(),
        EpisodeId = episode.Id,
        PatientId = episode.PatientId,
        ReferralId = Guid.CreateVersion7(),
        SiteId = Site,
        ProgramId = Guid.CreateVersion7(),
        LevelOfCare = levelOfCare,
        AgeGroup = "adult",
        AdmittedOn = new DateOnly(2026, 1, 5),
        Baseline = [],
    };

    public EpisodeClosed Closing(Episode episode, long version = 2) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = fixture.Time.GetUtcNow(),
        EpisodeId = episode.Id,
        PatientId = episode.PatientId,
        SiteId = Site,
        DischargedOn = new DateOnly(2026, 3, 1),
        Reason = "completed",
    };

    public Task AttendAsync(
        Guid sessionId, Episode episode, string status = "attended", int minutes = 170, DateTimeOffset? endsAt = null) =>
        fixture.DeliverAsync(Attendance(sessionId, episode, status, minutes, endsAt));

    public AttendanceRecorded Attendance(
        Guid sessionId, Episode episode, string status = "attended", int minutes = 170, DateTimeOffset? endsAt = null,
        Guid? attendanceId = null, long version = 1) => new()
        {
            OrganizationId = Organization,
            Version = version,
            OccurredAt = fixture.Time.GetUtcNow(),
            AttendanceId = attendanceId ?? Guid.CreateVersion7(),
            SessionId = sessionId,
            EpisodeId = episode.Id,
            PatientId = episode.PatientId,
            SiteId = Site,
            Kind = "group",
            SessionStartsAt = (endsAt ?? SessionEndsAt).AddHours(-3),
            SessionEndsAt = endsAt ?? SessionEndsAt,
            Status = status,
            AttendedMinutes = minutes,
            StaffId = Guid.Parse(Therapist.Subject),
        };

    /// <summary>Writes a plan with one objective; returns the plan and the objective.</summary>
    public async Task<(Guid PlanId, Guid ObjectiveId)> PlanAsync(Episode episode)
    {
        var id = await AsTherapist().CreatedIdAsync($"{Answers.Api}/episodes/{episode.Id}/plans", Requests.Plan());
        var plan = await GetAsync(AsTherapist(), $"{Answers.Api}/plans/{id}");
        return (id, plan["goals"]![0]!["objectives"]![0]!.Id("id"));
    }

    /// <summary>One patient's draft note, from a session of their own.</summary>
    public async Task<Guid> DraftNoteAsync(Episode episode, Caller? author = null, DateTimeOffset? sessionEndsAt = null)
    {
        var session = Guid.CreateVersion7();
        await AttendAsync(session, episode, endsAt: sessionEndsAt);
        var client = As(author ?? Therapist);
        var id = await client.CreatedIdAsync(
            $"{Answers.Api}/group-notes", Requests.GroupNote(session, Requests.Entry(episode)));
        return (await ReadAsync($"group-notes/{id}")).List("notes")[0].Id("noteId");
    }

    /// <summary>Reads something of this service's API as the therapist.</summary>
    public Task<JsonNode> ReadAsync(string path) => GetAsync(AsTherapist(), $"{Answers.Api}/{path}");

    public static async Task<JsonNode> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    private Caller StaffOf(string role) => Callers.StaffOf(Organization, [Site], role);
}

public sealed record Episode(Guid Id, Guid PatientId);
