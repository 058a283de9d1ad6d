namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// The levels that the platform distinguishes. Their order of intensity is <see cref="LevelsOfCare.Intensity"/>, not the
/// number of the member.
/// </summary>
public enum LevelOfCare
{
    /// <summary>Less than 9 clinical hours a week for an adult, less than 6 for an adolescent.</summary>
    Outpatient,

    /// <summary>9 to 19 clinical hours a week for an adult, from 6 for an adolescent.</summary>
    IntensiveOutpatient,

    /// <summary>20 clinical hours a week or more, without an overnight stay.</summary>
    PartialHospitalization,
    Residential,
    Inpatient,

    /// <summary>Medically managed withdrawal, before any other level can begin.</summary>
    WithdrawalManagement,
}

public static class LevelsOfCare
{
    /// <summary>From the least to the most intensive level.</summary>
    public static IReadOnlyList<LevelOfCare> ByIntensity { get; } =
    [
        LevelOfCare.Outpatient,
        LevelOfCare.IntensiveOutpatient,
        LevelOfCare.PartialHospitalization,
        LevelOfCare.Residential,
        LevelOfCare.WithdrawalManagement,
        LevelOfCare.Inpatient,
    ];

    /// <summary>0 for outpatient care up to 5 for inpatient care; withdrawal management is 4.</summary>
    public static int Intensity(this LevelOfCare level) => level switch
    {
        LevelOfCare.Outpatient => 0,
        LevelOfCare.IntensiveOutpatient => 1,
        LevelOfCare.PartialHospitalization => 2,
        LevelOfCare.Residential => 3,
        LevelOfCare.WithdrawalManagement => 4,
        LevelOfCare.Inpatient => 5,
    };

    /// <summary>The code on the wire.</summary>
    public static string ToCode(this LevelOfCare level) => level switch
    {
        LevelOfCare.Outpatient => "outpatient",
        LevelOfCare.IntensiveOutpatient => "iop",
        LevelOfCare.PartialHospitalization => "php",
        LevelOfCare.Residential => "residential",
        LevelOfCare.Inpatient => "inpatient",
        LevelOfCare.WithdrawalManagement => "withdrawal-management",
    };

    /// <summary>The level of a code, or null for any other text.</summary>
    public static LevelOfCare? FromCode(string? code) => code switch
    {
        "outpatient" => LevelOfCare.Outpatient,
        "iop" => LevelOfCare.IntensiveOutpatient,
        "php" => LevelOfCare.PartialHospitalization,
        "residential" => LevelOfCare.Residential,
        "inpatient" => LevelOfCare.Inpatient,
        "withdrawal-management" => LevelOfCare.WithdrawalManagement,
        _ => null,
    };

    /// <summary>The name as it stands in a sentence.</summary>
    public static string ToName(this LevelOfCare level) => level switch
    {
        LevelOfCare.Outpatient => "outpatient care",
        LevelOfCare.IntensiveOutpatient => "intensive outpatient care",
        LevelOfCare.PartialHospitalization => "partial hospitalization",
        LevelOfCare.Residential => "residential care",
        LevelOfCare.Inpatient => "inpatient care",
        LevelOfCare.WithdrawalManagement => "withdrawal management",
    };
}
