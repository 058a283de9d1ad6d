using System.Text.Json.Serialization;

namespace IopPlatform.Clinical.Program;

/// <summary>
/// One condition that a payer (or the provider's own policy) sets on the claim of a day. The kinds are code, their numbers
/// and codes are data.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NotCovered), "not-covered")]
[JsonDerivedType(typeof(MinutesADay), "minutes-a-day")]
[JsonDerivedType(typeof(ServicesADayMax), "services-a-day-max")]
[JsonDerivedType(typeof(PrimaryService), "primary-service")]
[JsonDerivedType(typeof(ServiceMinutes), "service-minutes")]
[JsonDerivedType(typeof(OneUnitASession), "one-unit-a-session")]
[JsonDerivedType(typeof(InPerson), "in-person")]
[JsonDerivedType(typeof(WeekMinutesScheduled), "week-minutes-scheduled")]
[JsonDerivedType(typeof(WeekDaysScheduled), "week-days-scheduled")]
[JsonDerivedType(typeof(Authorized), "authorized")]
[JsonDerivedType(typeof(Certified), "certified")]
[JsonDerivedType(typeof(PlanInForce), "plan-in-force")]
[JsonDerivedType(typeof(NotesSigned), "notes-signed")]
[JsonDerivedType(typeof(PerDiemAlone), "per-diem-alone")]
[JsonDerivedType(typeof(NoPartialHospitalization), "no-partial-hospitalization")]
[JsonDerivedType(typeof(StayJustified), "stay-justified")]
public abstract record PayerRule
{
    public required string Id { get; init; }

    /// <summary>What must hold, as a biller reads it.</summary>
    public required string Sentence { get; init; }

    /// <summary>Where the rule comes from, and any doubt about it.</summary>
    public required string Source { get; init; }

    /// <summary>Whether its source was read. A rule that is not confirmed warns and never blocks.</summary>
    public required bool Confirmed { get; init; }

    internal abstract RuleCheck Check(ClaimDay day, PayerRuleSet payer);
}

internal enum RuleCheckOutcome
{
    Holds,
    Broken,
    NotKnown,
}

/// <summary>What became of a rule: the facts that broke it, or the names of those that are not known.</summary>
internal sealed record RuleCheck(RuleCheckOutcome Outcome, IReadOnlyList<CitedFact> Facts)
{
    public static RuleCheck Holds { get; } = new(RuleCheckOutcome.Holds, []);

    public static RuleCheck NotKnown(string fact) => new(RuleCheckOutcome.NotKnown, [new(fact, "not known")]);

    public static RuleCheck BrokenIf(bool broken, string fact, object value, params CitedFact[] more) =>
        broken ? new(RuleCheckOutcome.Broken, [new(fact, Show(value)), .. more]) : Holds;

    private static string Show(object value) => value switch
    {
        DateOnly day => $"{day:yyyy-MM-dd}",
        IEnumerable<DateOnly> days => Join(days.Select(day => $"{day:yyyy-MM-dd}")),
        IEnumerable<string> texts => Join(texts),
        _ => $"{value}",
    };

    private static string Join(IEnumerable<string> texts) => string.Join(", ", texts) is { Length: > 0 } text ? text : "none";
}
