using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Intake.Domain;

internal static class Respondents
{
    /// <summary>Whom the answers are of: sex and age on the day of answering, where a cut-off depends on them.</summary>
    /// <param name="sexAtBirth">female, male, unknown or null; published cut-offs know the first two.</param>
    public static Respondent Of(string? sexAtBirth, DateOnly birthDate, DateOnly answeredOn) => new(
        sexAtBirth switch
        {
            "female" => Sex.Female,
            "male" => Sex.Male,
            _ => null,
        },
        AgeGroups.AgeOn(birthDate, answeredOn));
}
