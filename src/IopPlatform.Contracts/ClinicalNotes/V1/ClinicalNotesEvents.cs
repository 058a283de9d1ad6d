namespace IopPlatform.Contracts.ClinicalNotes.V1;

/// <summary>A treatment plan version was signed by its author.</summary>
public sealed record PlanSigned : Event
{
    public required Guid PlanId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public required DateOnly SignedOn { get; init; }

    /// <summary>Day by which the plan must be reviewed.</summary>
    public required DateOnly ReviewDueOn { get; init; }

    public override Guid AggregateId => PlanId;
}

/// <summary>The ordered hours of an episode changed. One prescription per episode; the version counts its changes.</summary>
public sealed record PrescriptionChanged : Event
{
    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>Clinical minutes a week.</summary>
    public required int WeeklyMinutes { get; init; }

    public required int DaysPerWeek { get; init; }

    public required IReadOnlyList<ModalityMinutes> Modalities { get; init; }

    public override Guid AggregateId => EpisodeId;
}

/// <param name="Modality">As the session kinds of Scheduling.</param>
/// <param name="WeeklyMinutes">Minutes a week of this kind.</param>
public sealed record ModalityMinutes(string Modality, int WeeklyMinutes);

/// <summary>A note was signed, or a signed note was cosigned.</summary>
public sealed record NoteSigned : Event
{
    public required Guid NoteId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public Guid? SessionId { get; init; }

    /// <summary>group, individual, weekly-review, discharge or outreach.</summary>
    public required string NoteType { get; init; }

    public required Guid AuthorId { get; init; }

    public required bool CosignPending { get; init; }

    public override Guid AggregateId => NoteId;
}

/// <summary>The weekly review of an episode came to a decision.</summary>
public sealed record ReviewDecided : Event
{
    public required Guid ReviewId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>The Monday of the reviewed week.</summary>
    public required DateOnly WeekStartsOn { get; init; }

    /// <summary>continue, adjust-plan, step-up, step-down or discharge.</summary>
    public required string Decision { get; init; }

    /// <summary>The level of care from now on.</summary>
    public required string LevelOfCare { get; init; }

    public required DateOnly NextReviewOn { get; init; }

    public override Guid AggregateId => ReviewId;
}

/// <summary>Somebody must look at a patient's safety, by a time.</summary>
public sealed record SafetyTaskOpened : Event
{
    public required Guid TaskId { get; init; }

    public required Guid PatientId { get; init; }

    public Guid? EpisodeId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>low, moderate, high or indeterminate.</summary>
    public required string Level { get; init; }

    /// <summary>
    /// What is to be looked at: risk (to the patient's life), withdrawal or overdose. All messages from before it was told are risk.
    /// </summary>
    public string Kind { get; init; } = "risk";

    public required DateTimeOffset AcknowledgeBy { get; init; }

    public override Guid AggregateId => TaskId;
}

public sealed record SafetyTaskAcknowledged : Event
{
    public required Guid TaskId { get; init; }

    public required Guid PatientId { get; init; }

    public Guid? EpisodeId { get; init; }

    public required Guid SiteId { get; init; }

    public required Guid AcknowledgedBy { get; init; }

    public override Guid AggregateId => TaskId;
}

/// <summary>A physician certified or recertified the need for the program. One per episode; the version counts.</summary>
public sealed record CertificationChanged : Event
{
    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public required DateOnly CertifiedOn { get; init; }

    public required DateOnly NextDueOn { get; init; }

    public required Guid PhysicianId { get; init; }

    public override Guid AggregateId => EpisodeId;
}

/// <summary>The discharge was signed; Intake closes the episode, Outcomes plans the follow-ups.</summary>
public sealed record DischargeSigned : Event
{
    public required Guid DischargeId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    public required DateOnly DischargedOn { get; init; }

    /// <summary>TEDS reason, as in EpisodeClosed.</summary>
    public required string Reason { get; init; }

    /// <summary>Follow-ups that the team agreed with the patient, beside the standard ones.</summary>
    public required IReadOnlyList<AgreedFollowUp> FollowUps { get; init; }

    public override Guid AggregateId => DischargeId;
}

/// <param name="Kind">call, visit or self-report.</param>
/// <param name="DueOn">Day on which it is due at the site.</param>
public sealed record AgreedFollowUp(string Kind, DateOnly DueOn);
