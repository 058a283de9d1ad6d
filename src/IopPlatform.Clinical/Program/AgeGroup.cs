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

    public static AgeGroup Of(DateOnly birthDate, DateOnly on) => OfAge(AgeOn(birthDate, on));

    /// <summary>Full years on a day; who is born on February 29 has the birthday of a common year on March 1.</summary>
    public static int AgeOn(DateOnly birthDate, DateOnly on)
    {
        var years = on.Year - birthDate.Year;
        var hadBirthday = (on.Month, on.Day).CompareTo((birthDate.Month, birthDate.Day)) >= 0;
        return hadBirthday ? years : years - 1;
    }

    /// <summary>The code on the wire: adult or adolescent.</summary>
    public static string ToCode(this AgeGroup group) => group switch
    {
        AgeGroup.Adult => "adult",
        AgeGroup.Adolescent => "adolescent",
    };

    /// <summary>The group of a code, or null for any other text.</summary>
    public static AgeGroup? FromCode(string? code) => code switch
    {
        "adult" => AgeGroup.Adult,
        "adolescent" => AgeGroup.Adolescent,
        _ => null,
    };
}
