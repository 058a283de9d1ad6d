using IopPlatform.Journeys.Demo;
using NodaTime;

namespace IopPlatform.Journeys.Patients;

/// <summary>How a journey ends.</summary>
internal enum Ending
{
    /// <summary>Steps down to outpatient care, and is discharged from there: the whole path.</summary>
    StepDownAndDischarge,

    /// <summary>Steps down and stays in care.</summary>
    StepDown,

    Discharge,

    /// <summary>Is admitted and goes on; somebody else plays the rest.</summary>
    StaysInCare,

    /// <summary>Needs more than the provider has, and is referred out.</summary>
    ReferredOut,
}

/// <summary>How a patient came to one session of the past.</summary>
internal enum Attendance
{
    OnTime,
    Late,
    LeftEarly,
    ExcusedNoShow,
}

/// <summary>Everything about one made-up patient, decided before the journey begins.</summary>
internal sealed record PatientPlan
{
    public required int Number { get; init; }

    public required DemoSite Site { get; init; }

    public required Ending Ending { get; init; }

    public required string GivenName { get; init; }

    public required string FamilyName { get; init; }

    public string? PreferredName { get; init; }

    public required LocalDate BirthDate { get; init; }

    public required string SexAtBirth { get; init; }

    public required string Language { get; init; }

    public required string Phone { get; init; }

    /// <summary>adult or adolescent.</summary>
    public required string AgeGroup { get; init; }

    /// <summary>Which of the program's tracks fits the patient's life, counted from 0 and wrapped around.</summary>
    public required int TrackChoice { get; init; }

    public required Payer Payer { get; init; }

    public required Source Source { get; init; }

    public required string Urgency { get; init; }

    /// <summary>Days between leaving a hospital and the admission; null for who was in none.</summary>
    public int? DaysSinceHospital { get; init; }

    /// <summary>Whether the referral comes as a FHIR bundle.</summary>
    public required bool ComesAsBundle { get; init; }

    public required Problem Problem { get; init; }

    /// <summary>PHQ-9 at intake: items 1 to 9 and the unscored item 10; a null was left blank.</summary>
    public required IReadOnlyDictionary<string, int?> Phq9 { get; init; }

    /// <summary>PHQ-9 two weeks later.</summary>
    public required IReadOnlyDictionary<string, int?> Phq9Later { get; init; }

    public required IReadOnlyDictionary<string, int?> Gad7 { get; init; }

    public required IReadOnlyDictionary<string, int?> SuicideScreener { get; init; }

    /// <summary>Ratings 0 to 4 of dimensions 1 to 6.</summary>
    public required IReadOnlyList<int> Dimensions { get; init; }

    public required string WithdrawalRisk { get; init; }

    public required string Supports { get; init; }

    public required int PriorTreatments { get; init; }

    public string? Prefers { get; init; }

    /// <summary>How the patient comes, session by session, repeated as often as needed.</summary>
    public required IReadOnlyList<Attendance> AttendancePattern { get; init; }

    /// <summary>The one session whose record is corrected afterwards, counted from 0.</summary>
    public required int CorrectedSession { get; init; }

    /// <summary>Whether the patient or the front desk checks in to today's session.</summary>
    public required bool ChecksInAlone { get; init; }

    public string Name => $"{PreferredName ?? GivenName} {FamilyName}";

    public bool IsHighAcuity => Ending == Ending.ReferredOut;

    /// <summary>The PHQ-9 and the screener open a safety task each when an answer speaks of death or self-harm.</summary>
    public int SafetyTasks => (Phq9["9"] is 0 ? 0 : 1) + (SuicideScreener.Any(answer => answer.Value is not 0) ? 1 : 0);
}

/// <param name="Kind">commercial, medicaid, medicare or self-pay.</param>
internal sealed record Payer(string Name, string Kind, string MemberPrefix, int DaysApproved);

/// <param name="Kind">hospital, clinician, self, court, school or payer.</param>
internal sealed record Source(string Kind, string Name);

/// <summary>What brings the patient, and what the plan does about it.</summary>
internal sealed record Problem(
    string Icd10, string Title, string Reason, string Goal, string Objective, string Measure, bool IsSubstance, int RelapseRisk);
