namespace IopPlatform.Web.Gateway;

/// <summary>The parts of the API's answers that pages show; see <c>/docs</c> for the whole. What is not read here is ignored.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public sealed record Created(Guid Id);

public sealed record ReferralRow(
    Guid Id, Guid PatientId, Guid SiteId, string GivenName, string FamilyName, string Status, string Urgency, string SourceKind, DateTimeOffset ReceivedAt);

public sealed record ReferralDetails(
    Guid Id, Guid PatientId, Guid SiteId, string Status, string Urgency, string? Reason, DateTimeOffset ReceivedAt, Guid? EpisodeId,
    string? CloseReason, IReadOnlyList<Blocker> Blockers);

public sealed record Blocker(string Rule, string Text);

public sealed record PatientRow(Guid Id, Guid SiteId, string GivenName, string FamilyName, string? PreferredName, DateOnly BirthDate);

public sealed record PatientDetails(
    Guid Id, Guid SiteId, string GivenName, string FamilyName, string? PreferredName, DateOnly BirthDate, string Language,
    IReadOnlyList<AuthorizationRow> Authorizations);

public sealed record AuthorizationRow(Guid Id, string Payer, string Number, int UnitsApproved, DateOnly From, DateOnly To);

public sealed record EpisodeRow(
    Guid Id, Guid PatientId, Guid SiteId, Guid ProgramId, string LevelOfCare, DateOnly AdmittedOn, DateOnly? ClosedOn, string? CloseReason);

public sealed record EpisodeState(
    Guid EpisodeId, Guid PatientId, Guid SiteId, long Version, DateTimeOffset AsOf, string TimeZone, string Phase, string? LevelOfCare,
    DateOnly? AdmittedOn, DateOnly? ClosedOn, int? ProgramWeek, EpisodeWeek Week, EpisodeAttendance Attendance, EpisodeHere? Here,
    EpisodeNext? NextSession, IReadOnlyList<EpisodeScore> Scores, IReadOnlyList<OpenAlert> OpenAlerts, EpisodeDue Due,
    EpisodeAuthorization? Authorization);

public sealed record EpisodeWeek(
    DateOnly StartsOn, int PrescribedMinutes, int ScheduledMinutes, int AttendedMinutes, int StillPossible, int Needed, string Outlook);

public sealed record EpisodeAttendance(int MissesInARow, double? Rate, bool OutreachDue);

public sealed record EpisodeHere(Guid SessionId, string Kind, DateTimeOffset Since);

public sealed record EpisodeNext(Guid SessionId, string Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Room);

public sealed record EpisodeScore(
    string InstrumentId, int? Value, string? Band, string? SafetyLevel, DateTimeOffset AnsweredAt, int? Baseline, string? Trend,
    IReadOnlyList<CoursePoint> Course);

public sealed record CoursePoint(DateTimeOffset AnsweredAt, int Value);

public sealed record OpenAlert(string Kind, DateTimeOffset? Since);

public sealed record EpisodeDue(DateOnly? WeeklyReviewOn, DateOnly? PlanReviewOn, DateOnly? CertificationOn, int NotesMissing);

public sealed record EpisodeAuthorization(string Payer, int UnitsApproved, int UnitsUsed, int UnitsLeft, DateOnly To, int DaysToExpiry, bool NearlySpent);

public sealed record Trajectories(Guid PatientId, IReadOnlyList<InstrumentCourse> Instruments);

public sealed record InstrumentCourse(string InstrumentId, InstrumentPoint? Baseline, IReadOnlyList<InstrumentPoint> Points);

public sealed record InstrumentPoint(DateTimeOffset AnsweredAt, int? Value, string? Band, InstrumentChange? Change);

public sealed record InstrumentChange(string Verdict, int Improvement, int? ReliableAt, string Explanation);

public sealed record WeekPlan(Guid EpisodeId, DateOnly WeekStartsOn, string TimeZone, int? PrescribedMinutes, IReadOnlyList<WeekSession> Sessions);

public sealed record WeekSession(
    Guid SessionId, string? Name, string Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int ClinicalMinutes, string? Staff, string? Room,
    bool Canceled, string? Status, int? AttendedMinutes);

public sealed record SessionRow(
    Guid Id, Guid SiteId, string? Name, string Kind, Guid StaffId, string Staff, string? Room, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    int Booked, bool Canceled);

public sealed record SessionDetails(
    Guid Id, Guid SiteId, string TimeZone, string? Name, string Kind, Guid StaffId, string Staff, string? Room, DateTimeOffset StartsAt,
    DateTimeOffset EndsAt, int ClinicalMinutes, bool Canceled, IReadOnlyList<RosterRow> Roster);

public sealed record RosterRow(
    Guid EpisodeId, Guid PatientId, string PatientName, string Status, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, int AttendedMinutes);

public sealed record CheckedIn(Guid SessionId, Guid EpisodeId, string Status, DateTimeOffset? ArrivedAt);

public sealed record AttendanceAnswer(IReadOnlyList<AttendanceEntry> Entries);

public sealed record AttendanceEntry(Guid EpisodeId, string Status, int AttendedMinutes);

public sealed record NoteRow(
    Guid Id, Guid EpisodeId, Guid PatientId, string? PatientName, Guid SiteId, Guid SessionId, Guid GroupNoteId, string NoteType, string Status,
    Guid AuthorId, string? AuthorName, DateTimeOffset SessionEndsAt, DateTimeOffset DueAt, bool LateEntry, long Version);

public sealed record NoteDetails(
    Guid Id, Guid EpisodeId, Guid PatientId, Guid SessionId, string Status, string Text, Guid AuthorId, DateTimeOffset SessionStartsAt,
    int AttendedMinutes, Guid? ObjectiveId, DateTimeOffset? SignedAt, DateTimeOffset? CosignedAt, IReadOnlyList<NoteWarning> Warnings, long Version);

public sealed record NoteWarning(string Code, string Explanation);

public sealed record GroupNoteDetails(Guid Id, SharedPart Shared, Guid AuthorId, IReadOnlyList<GroupNoteWarning> Warnings);

public sealed record SharedPart(string Topic, string Modality, IReadOnlyList<string> Interventions);

public sealed record GroupNoteWarning(Guid NoteId, string Code, string Explanation, Guid? OtherNoteId);

public sealed record PlanDetails(
    Guid Id, Guid EpisodeId, IReadOnlyList<PlanGoal> Goals, IReadOnlyList<PlanIntervention> Interventions, DateTimeOffset? SignedAt, DateOnly? ReviewDueOn);

public sealed record PlanGoal(string Title, IReadOnlyList<PlanObjective> Objectives);

public sealed record PlanObjective(Guid Id, string Title, string? Measure, DateOnly? TargetOn);

public sealed record PlanIntervention(string Kind, string Frequency);

public sealed record InstrumentDetails(string Id, string Title, string Language, string Window, IReadOnlyList<InstrumentItem> Items);

public sealed record InstrumentItem(
    string Number, string Text, bool Scored, InstrumentItemCondition? AskedWhen, InstrumentRange? Range, IReadOnlyList<InstrumentOption> Options);

public sealed record InstrumentItemCondition(string Item, int AtLeast);

public sealed record InstrumentRange(int Min, int Max, string Unit);

public sealed record InstrumentOption(int Value, string Label);

public sealed record ScoreRow(Guid ResponseId, string InstrumentId, string SafetyLevel, DateTimeOffset AnsweredAt);

public sealed record ResponseDetails(
    Guid Id, string InstrumentId, string SafetyLevel, IReadOnlyList<SafetyFinding> SafetyFindings, DateTimeOffset AnsweredAt, ResponseFindings? Findings);

public sealed record SafetyFinding(string Code);

public sealed record ResponseFindings(IReadOnlyList<ResponseFlag> Flags);

public sealed record ResponseFlag(string Code, string Kind, string Text);

public sealed record NoteChange(Guid Id, string Status, long Version);

public sealed record SafetyTaskRow(
    Guid Id, Guid PatientId, string? PatientName, Guid? EpisodeId, Guid SiteId, string Level, string Status, DateTimeOffset OpenedAt,
    DateTimeOffset AcknowledgeBy);

public sealed record SiteBoard(
    Guid SiteId, string Name, string TimeZone, DateTimeOffset AsOf, int Census, int HereNow, IReadOnlyList<BoardSession> SessionsNow,
    IReadOnlyList<BoardSession> SessionsNext, IReadOnlyList<BoardAlert> OpenAlerts);

public sealed record BoardSession(
    Guid SessionId, string Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Room, int Expected, int Here);

public sealed record BoardAlert(string Kind, int Count);

public sealed record SiteRow(Guid Id, string Name, string TimeZone, string Phone);
