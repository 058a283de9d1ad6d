namespace IopPlatform.Clinical.Program;

/// <summary>Adolescent: under 18 full years. State rules may draw the line elsewhere; the caller decides then.</summary>
public enum AgeGroup
{
    Adult,
    Adolescent,
}

public static class AgeGroups
{
    public static AgeGroup OfAge(int fullYears) => fullYears < 18 ? AgeGroup.Adolescent : AgeGroup.Adult;

    /// <summary>The group on a day; who is born on February 29 turns 18 on March 1 of a common year.</summary>
    public static AgeGroup Of(DateOnly birthDate, DateOnly on)
    {
        var years = on.Year - birthDate.Year;
        var hadBirthday = (on.Month, on.Day).CompareTo((birthDate.Month, birthDate.Day)) >= 0;
        return OfAge(hadBirthday ? years : years - 1);
    }
}
