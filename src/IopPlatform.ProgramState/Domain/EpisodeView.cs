namespace IopPlatform.ProgramState.Domain;

/// <summary>The live state of one episode at one moment.</summary>
/// <param name="Version">Journal entries applied; grows with each.</param>
/// <param name="AsOf">The moment that all of it is about.</param>
/// <param name="TimeZone">The site's zone, in which days and weeks are meant.</param>
/// <param name="Phase">provisional, admitted, active or closed.</param>
/// <param name="ProgramWeek">Calendar weeks since admission, the week of admission being 1.</param>
/// <param name="Here">Set while the patient is checked in.</param>
/// <param name="StepChange">Why the alert step-change-suggested is open; null while it is not.</param>
[GenerateSerializer, Immutable]
public sealed record EpisodeView(
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    long Version,
    DateTimeOffset AsOf,
    string TimeZone,
    string Phase,
    string? LevelOfCare,
    string? AgeGroup,
    Guid? ProgramId,
    Guid? TrackId,
    Guid? PrimaryTherapistId,
    DateOnly? AdmittedOn,
    DateOnly? ClosedOn,
    string? CloseReason,
    int? ProgramWeek,
    WeekView Week,
    AttendanceView Attendance,
    PresenceView? Here,
    SessionView? NextSession,
    ScoreView[] Scores,
    OpenAlert[] OpenAlerts,
    DueView Due,
    AuthorizationView? Authorization,
    StepChangeView? StepChange)
{
    /// <summary>What the patient reads: alerts and safety levels are the team's working signals.</summary>
    public EpisodeView ForPatient() => this with
    {
        OpenAlerts = [],
        StepChange = null,
        Scores = [.. Scores.Select(score => score with { SafetyLevel = null })],
    };
}

/// <summary>This week against the prescription, in clinical minutes; of a closed episode, the week of discharge.</summary>
/// <param name="StillPossible">In sessions that are not over, or over without a record.</param>
/// <param name="Outlook">on-track, reachable-with-extra, met or cannot-reach.</param>
[GenerateSerializer, Immutable]
public sealed record WeekView(
    DateOnly StartsOn,
    int PrescribedMinutes,
    int ScheduledMinutes,
    int AttendedMinutes,
    int StillPossible,
    int Needed,
    string Outlook);

/// <summary>Rates are between 0 and 1, of minutes, over the whole episode; null when there was nothing to attend.</summary>
[GenerateSerializer, Immutable]
public sealed record AttendanceView(int MissesInARow, decimal? Rate, decimal? RateUnexcused, bool OutreachDue);

[GenerateSerializer, Immutable]
public sealed record PresenceView(Guid SessionId, string Kind, DateTimeOffset Since);

[GenerateSerializer, Immutable]
public sealed record SessionView(
    Guid SessionId, Guid? GroupId, string Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid? StaffId, string? Room);

/// <summary>The latest measurement of one instrument, and how it compares with the first.</summary>
/// <param name="Value">Null when the response could not be scored.</param>
/// <param name="Trend">improved, no-reliable-change, deteriorated or not-comparable; null with fewer than two scores.</param>
/// <param name="Course">The latest scored measurements, oldest first.</param>
[GenerateSerializer, Immutable]
public sealed record ScoreView(
    string InstrumentId,
    int? Value,
    string? Band,
    string? SafetyLevel,
    DateTimeOffset AnsweredAt,
    int? Baseline,
    string? Trend,
    ScorePoint[] Course);

[GenerateSerializer, Immutable]
public sealed record ScorePoint(DateTimeOffset AnsweredAt, int Value);

/// <param name="NotesFrom">When the oldest missing session note becomes, or became, overdue.</param>
/// <param name="NotesMissing">Attended sessions without a signed note.</param>
[GenerateSerializer, Immutable]
public sealed record DueView(
    DateOnly? WeeklyReviewOn, DateOnly? PlanReviewOn, DateOnly? CertificationOn, DateTimeOffset? NotesFrom, int NotesMissing);

/// <param name="To">Last covered day, inclusive.</param>
/// <param name="DaysToExpiry">Calendar days to the last covered day; negative afterwards.</param>
[GenerateSerializer, Immutable]
public sealed record AuthorizationView(
    Guid AuthorizationId,
    string Payer,
    int UnitsApproved,
    int UnitsUsed,
    int UnitsLeft,
    DateOnly From,
    DateOnly To,
    int DaysToExpiry,
    DateOnly? ExpectedExhaustionOn,
    bool NearlySpent);

/// <summary>What the record says of the level of care since the last review. It asks for a review by a clinician, who decides.</summary>
/// <param name="Suggests">step-up, step-down, discharge, or continue: a review, with nothing that points to another level.</param>
/// <param name="Missing">Names of facts that only a review knows and that could change the outcome.</param>
/// <param name="RulesVersion">Of the stay review.</param>
/// <param name="WatchVersion">Of the rules that call for a review between two reviews.</param>
[GenerateSerializer, Immutable]
public sealed record StepChangeView(
    string Suggests,
    StepReasonView[] Reasons,
    StepReasonView[] RedFlags,
    string[] Missing,
    string RulesVersion,
    string WatchVersion);

/// <param name="Rule">The rule's stable id.</param>
/// <param name="Facts">The facts that the sentence rests on.</param>
[GenerateSerializer, Immutable]
public sealed record StepReasonView(string Rule, string Sentence, StepFactView[] Facts);

[GenerateSerializer, Immutable]
public sealed record StepFactView(string Name, string Value);
