using System.Text.Json;
using System.Text.Json.Serialization;

namespace IopPlatform.Clinical.Program;

/// <summary>
/// One version of what a payer asks for and pays. Payers are not standardized, so everything here is data; a provider adds
/// its contracts as files of its own. A set is never changed: a new version is a new file, and stored claims name theirs.
/// </summary>
/// <param name="Payer">A stable code, such as medicare-hospital.</param>
/// <param name="EffectiveFrom">First day of service, inclusive; it ends where the payer's next set begins.</param>
/// <param name="PerDiem">How a whole day is claimed, by track; empty for a payer that is billed by service.</param>
/// <param name="Services">How a single service is claimed.</param>
/// <param name="Rates">The payer's groups of days by number of services, the smallest first; for information.</param>
public sealed record PayerRuleSet(
    string Payer,
    string Name,
    string Version,
    DateOnly EffectiveFrom,
    ClaimForm Claim,
    PayerUnit Unit,
    IReadOnlyList<PerDiemCode> PerDiem,
    IReadOnlyList<ServiceCode> Services,
    IReadOnlyList<DayRate> Rates,
    IReadOnlyList<PayerRule> Rules)
{
    /// <summary>Reads a set from JSON. A malformed set is an error of its author and throws a JsonException.</summary>
    public static PayerRuleSet Parse(string json)
    {
        var set = JsonSerializer.Deserialize(json, ClinicalJson.Default.PayerRuleSet)
            ?? throw new JsonException("A payer's rules cannot be null.");
        return set.Rules.CountBy(rule => rule.Id).FirstOrDefault(count => count.Value > 1).Key is { } twice
            ? throw new JsonException($"{set.Payer} {set.Version} has two rules {twice}.")
            : set;
    }

    internal ServiceCode? Service(string? procedure) => Services.FirstOrDefault(service => service.Procedure == procedure);

    /// <summary>What the day uses of an authorization.</summary>
    internal int UnitsOf(ClaimDay day) => Unit switch
    {
        PayerUnit.Day => 1,
        PayerUnit.Service => day.Services.Count,
        PayerUnit.QuarterHour => day.AttendedMinutes / 15,
    };
}

/// <param name="Kind">837I (UB-04) or 837P (CMS-1500).</param>
/// <param name="TypesOfBill">Without the frequency digit, such as 13X.</param>
/// <param name="ConditionCodes">On every such claim: 92 for Medicare's intensive outpatient benefit.</param>
/// <param name="Source">Where this, the codes and the rates come from, and any doubt about it.</param>
public sealed record ClaimForm(
    string Kind, IReadOnlyList<string> TypesOfBill, IReadOnlyList<string> ConditionCodes, string Source);

public enum PayerUnit
{
    [JsonStringEnumMemberName("day")]
    Day,

    [JsonStringEnumMemberName("service")]
    Service,

    /// <summary>Whole quarters of an hour attended on a day; the rest is lost.</summary>
    [JsonStringEnumMemberName("quarter-hour")]
    QuarterHour,
}

/// <param name="Procedure">HCPCS code; null where the payer takes the revenue code alone.</param>
public sealed record PerDiemCode(ServiceTrack Track, string? Procedure, string Revenue);

/// <param name="MinutesMin">Shortest time, inclusive; null: any.</param>
/// <param name="MinutesMax">Longest time, inclusive; null: any.</param>
public sealed record ServiceCode(string Procedure, string Revenue, string Name, int? MinutesMin = null, int? MinutesMax = null)
{
    internal bool Fits(int minutes) => !(minutes < MinutesMin) && !(minutes > MinutesMax);
}

/// <param name="ServicesMin">From so many services a day on.</param>
public sealed record DayRate(int ServicesMin, string Group);
