namespace IopPlatform.Contracts.Intake.V1;

/// <summary>A patient's identity was registered or edited.</summary>
public sealed record PatientChanged : Event
{
    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public required string GivenName { get; init; }

    public required string FamilyName { get; init; }

    public string? PreferredName { get; init; }

    public required DateOnly BirthDate { get; init; }

    /// <summary>BCP 47 language tag the patient wants to be addressed in, for example en or es.</summary>
    public required string Language { get; init; }

    public override Guid AggregateId => PatientId;
}

/// <summary>The addresses a patient may be reached at changed. The version counts contact points alone.</summary>
public sealed record ContactPointsChanged : Event
{
    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    /// <summary>One of email, sms, phone, none.</summary>
    public required string PreferredChannel { get; init; }

    public override Guid AggregateId => PatientId;
}

public sealed record ReferralReceived : Event
{
    public required Guid ReferralId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>One of hospital, clinician, self, court, school, payer, other.</summary>
    public required string SourceKind { get; init; }

    /// <summary>One of routine, urgent, emergent.</summary>
    public required string Urgency { get; init; }

    public override Guid AggregateId => ReferralId;
}

/// <summary>An instrument response was scored. Answers stay in Intake.</summary>
public sealed record ScoreRecorded : Event
{
    public required Guid ResponseId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The open episode, or null before admission.</summary>
    public Guid? EpisodeId { get; init; }

    public required Guid SiteId { get; init; }

    public required string InstrumentId { get; init; }

    public required string InstrumentVersion { get; init; }

    /// <summary>Null when the response cannot be scored; never 0 in its place.</summary>
    public int? Value { get; init; }

    public string? Band { get; init; }

    /// <summary>One of none, low, moderate, high, indeterminate.</summary>
    public required string SafetyLevel { get; init; }

    public required IReadOnlyList<string> SafetyCodes { get; init; }

    /// <summary>
    /// The kinds of the flags beside the score, each once: withdrawal, overdose, medical, dependence, use, risk-taking, follow-up.
    /// Empty in messages from before they were told.
    /// </summary>
    public IReadOnlyList<string> FlagKinds { get; init; } = [];

    public required DateTimeOffset AnsweredAt { get; init; }

    public override Guid AggregateId => ResponseId;
}

public sealed record AssessmentCompleted : Event
{
    public required Guid AssessmentId { get; init; }

    public required Guid ReferralId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public override Guid AggregateId => AssessmentId;
}

/// <summary>A clinician decided on a level of care.</summary>
public sealed record LevelOfCareDetermined : Event
{
    public required Guid DeterminationId { get; init; }

    public required Guid ReferralId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>One of outpatient, iop, php, residential, inpatient, withdrawal-management.</summary>
    public required string LevelOfCare { get; init; }

    /// <summary>What the rules recommended, or null when facts were missing.</summary>
    public string? Recommended { get; init; }

    public required string RulesVersion { get; init; }

    public override Guid AggregateId => DeterminationId;
}

/// <summary>An episode of care was opened, or its placement (program, track, level) changed.</summary>
public sealed record PatientAdmitted : Event
{
    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid ReferralId { get; init; }

    public required Guid SiteId { get; init; }

    public required Guid ProgramId { get; init; }

    public Guid? TrackId { get; init; }

    /// <summary>As in <see cref="LevelOfCareDetermined.LevelOfCare"/>.</summary>
    public required string LevelOfCare { get; init; }

    /// <summary>adult or adolescent; decides the weekly dose.</summary>
    public required string AgeGroup { get; init; }

    /// <summary>Date of admission at the site.</summary>
    public required DateOnly AdmittedOn { get; init; }

    public Guid? PrimaryTherapistId { get; init; }

    /// <summary>The newest score of each instrument at admission.</summary>
    public required IReadOnlyList<BaselineScore> Baseline { get; init; }

    public override Guid AggregateId => EpisodeId;
}

public sealed record BaselineScore(Guid ResponseId, string InstrumentId, int? Value, string? Band, DateTimeOffset AnsweredAt);

/// <summary>A consent was given, changed or revoked.</summary>
public sealed record ConsentChanged : Event
{
    public required Guid ConsentId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>One of treatment, part2-tpo, contact, telehealth, family, release.</summary>
    public required string Kind { get; init; }

    public required bool Active { get; init; }

    /// <summary>Last day on which it holds; null when it does not expire.</summary>
    public DateOnly? ExpiresOn { get; init; }

    public override Guid AggregateId => ConsentId;
}

/// <summary>A staff member opened, in an emergency, the chart of a patient out of their reach, or that came to an end early.</summary>
public sealed record EmergencyAccessChanged : Event
{
    public required Guid EmergencyAccessId { get; init; }

    /// <summary>The staff member, as a token's subject.</summary>
    public required string Subject { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The patient's site.</summary>
    public required Guid SiteId { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>From here on (inclusive) it opens nothing.</summary>
    public required DateTimeOffset Until { get; init; }

    public override Guid AggregateId => EmergencyAccessId;
}

/// <summary>A payer's approval of units of service was entered or changed.</summary>
public sealed record AuthorizationChanged : Event
{
    public required Guid AuthorizationId { get; init; }

    public required Guid PatientId { get; init; }

    public Guid? EpisodeId { get; init; }

    public required Guid SiteId { get; init; }

    public required string Payer { get; init; }

    /// <summary>Approved units; one unit is one day of program attendance.</summary>
    public required int UnitsApproved { get; init; }

    public required DateOnly From { get; init; }

    /// <summary>Last covered day, inclusive.</summary>
    public required DateOnly To { get; init; }

    public override Guid AggregateId => AuthorizationId;
}

/// <summary>A patient was invited to the portal with a one-time code, of which only the hash travels.</summary>
public sealed record PortalAccessGranted : Event
{
    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public required string Email { get; init; }

    public required string DisplayName { get; init; }

    public required DateOnly BirthDate { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the code.</summary>
    public required string CodeHash { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public override Guid AggregateId => PatientId;
}

public sealed record PortalAccessRevoked : Event
{
    public required Guid PatientId { get; init; }

    public override Guid AggregateId => PatientId;
}

/// <summary>The episode has ended: seats are free, reminders stop, aftercare begins.</summary>
public sealed record EpisodeClosed : Event
{
    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public required DateOnly DischargedOn { get; init; }

    /// <summary>TEDS reason: completed, transferred, dropped-out, terminated, incarcerated, death, other.</summary>
    public required string Reason { get; init; }

    public override Guid AggregateId => EpisodeId;
}
