namespace IopPlatform.Clinical.Program;

/// <summary>The payer has no such benefit at the time.</summary>
public sealed record NotCovered : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer) => RuleCheck.BrokenIf(true, "day", day.Day);
}

/// <summary>At least so many clinical minutes attended on the day.</summary>
/// <param name="ElseServices">Whether a shorter day is claimed by its services instead of the per diem.</param>
public sealed record MinutesADay(int Minutes, bool ElseServices) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer) => RuleCheck.BrokenIf(
        day.AttendedMinutes < Minutes, "attendedMinutes", day.AttendedMinutes, new CitedFact("minutesRequired", $"{Minutes}"));
}

/// <summary>Of the named services no more than so many on one day.</summary>
public sealed record ServicesADayMax(IReadOnlyList<string> Codes, int Max) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        var count = day.Services.Count(service => Codes.Contains(service.Procedure));
        return RuleCheck.BrokenIf(count > Max, "services", count, new CitedFact("servicesMax", $"{Max}"));
    }
}

/// <summary>At least one of the named services on the day.</summary>
public sealed record PrimaryService(IReadOnlyList<string> Codes) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer) => RuleCheck.BrokenIf(
        !day.Services.Any(service => Codes.Contains(service.Procedure)),
        "services", day.Services.Select(service => service.Procedure ?? "no code"));
}

/// <summary>Each service lasted as long as its code says in the payer's list of services.</summary>
public sealed record ServiceMinutes : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        string[] off =
        [
            .. day.Services
                .Where(service => payer.Service(service.Procedure) is { } known && !known.Fits(service.AttendedMinutes))
                .Select(service => $"{service.Procedure}: {service.AttendedMinutes} minutes"),
        ];
        return RuleCheck.BrokenIf(off.Length > 0, "services", off);
    }
}

/// <summary>A session is one unit, however long it lasts.</summary>
public sealed record OneUnitASession : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        var twice = day.Services.CountBy(service => service.SessionId).Where(count => count.Value > 1);
        return RuleCheck.BrokenIf(twice.Any(), "sessionsListedTwice", twice.Select(count => $"{count.Key}"));
    }
}

/// <summary>Nothing of the day was attended by video or telephone.</summary>
public sealed record InPerson : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        var remote = day.Services.Count(service => service.IsRemote);
        return RuleCheck.BrokenIf(remote > 0, "remoteSessions", remote);
    }
}

/// <summary>At least so many clinical minutes scheduled (not attended) in the week of the day.</summary>
public sealed record WeekMinutesScheduled(int Adult, int Adolescent) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        if (day.WeekScheduledMinutes is not { } scheduled) return RuleCheck.NotKnown("weekScheduledMinutes");
        var required = day.AgeGroup switch { AgeGroup.Adult => Adult, AgeGroup.Adolescent => Adolescent };
        return RuleCheck.BrokenIf(
            scheduled < required, "weekScheduledMinutes", scheduled, new CitedFact("minutesRequired", $"{required}"));
    }
}

public sealed record WeekDaysScheduled(int Days) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer) => day.WeekScheduledDays is { } scheduled
        ? RuleCheck.BrokenIf(scheduled < Days, "weekScheduledDays", scheduled, new CitedFact("daysRequired", $"{Days}"))
        : RuleCheck.NotKnown("weekScheduledDays");
}

/// <summary>One authorization covers the day and has enough units left for it.</summary>
public sealed record Authorized : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        if (day.Authorizations is not { } all) return RuleCheck.NotKnown("authorizations");
        var units = payer.UnitsOf(day);
        var covering = all.Where(one => one.From <= day.Day && day.Day <= one.To).ToArray();
        return RuleCheck.BrokenIf(
            !covering.Any(one => one.UnitsLeft >= units),
            "authorizationsForTheDay", covering.Select(one => $"{one.Number} with {one.UnitsLeft} units left"),
            new CitedFact("unitsNeeded", $"{units}"));
    }
}

/// <summary>A physician certified the need on or before the day.</summary>
/// <param name="DaysMax">How long a certification lasts, in days; null: as long as the stay.</param>
public sealed record Certified(int? DaysMax = null) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        if (day.CertifiedOn is not { } all) return RuleCheck.NotKnown("certifiedOn");
        var given = all.Where(on => on <= day.Day).Order().ToArray();
        var holds = DaysMax is { } days ? Certification.Covering(given, day.Day, days) is not null : given.Length > 0;
        return RuleCheck.BrokenIf(!holds, "certifiedOn", given, new CitedFact("day", $"{day.Day:yyyy-MM-dd}"));
    }
}

/// <summary>A signed treatment plan was in force on the day.</summary>
/// <param name="DaysMax">How old its signature or review may be, in days; null: any age.</param>
public sealed record PlanInForce(int? DaysMax = null) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        if (day.PlanSignedOn is not { } all) return RuleCheck.NotKnown("planSignedOn");
        var signed = all.Where(on => on <= day.Day).Order().ToArray();
        var holds = signed.Length > 0 && !(day.Day.DayNumber - signed[^1].DayNumber > DaysMax);
        return RuleCheck.BrokenIf(!holds, "planSignedOn", signed, new CitedFact("day", $"{day.Day:yyyy-MM-dd}"));
    }
}

/// <summary>The patient attended something, and the note of every attended session is signed.</summary>
public sealed record NotesSigned : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        var open = day.Services.Count(service => !service.NoteIsSigned);
        return RuleCheck.BrokenIf(
            open > 0 || day.Services.Count == 0, "unsignedNotes", open, new CitedFact("sessions", $"{day.Services.Count}"));
    }
}

/// <summary>The per diem pays for the whole day: nothing else is claimed for it, but for the named codes.</summary>
public sealed record PerDiemAlone(IReadOnlyList<string> Except) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        if (day.ClaimedApart is not { } apart) return RuleCheck.NotKnown("claimedApart");
        string[] besides = [.. apart.Except(Except)];
        return RuleCheck.BrokenIf(besides.Length > 0, "claimedApart", besides);
    }
}

/// <summary>No partial hospitalization on the day or within so many days before it.</summary>
public sealed record NoPartialHospitalization(int DaysBefore) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        if (day.PartialHospitalizationDays is not { } all) return RuleCheck.NotKnown("partialHospitalizationDays");
        var near = all.Where(on => on <= day.Day && day.Day.DayNumber - on.DayNumber <= DaysBefore).Order().ToArray();
        return RuleCheck.BrokenIf(near.Length > 0, "partialHospitalizationDays", near);
    }
}

/// <summary>Beyond so many weeks from admission on, the chart says why.</summary>
public sealed record StayJustified(int Weeks) : PayerRule
{
    internal override RuleCheck Check(ClaimDay day, PayerRuleSet payer)
    {
        if (day.AdmittedOn is not { } admitted) return RuleCheck.NotKnown("admittedOn");
        if (day.Day < admitted.AddDays(7 * Weeks)) return RuleCheck.Holds;
        return day.LongStayIsJustified is { } justified
            ? RuleCheck.BrokenIf(!justified, "admittedOn", admitted, new CitedFact("longStayIsJustified", "no"))
            : RuleCheck.NotKnown("longStayIsJustified");
    }
}
