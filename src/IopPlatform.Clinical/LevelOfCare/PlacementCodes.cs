namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>The wire codes of the facts that are words: the same words that the rules use.</summary>
public static class PlacementCodes
{
    /// <summary>none, mild, moderate or severe; null for any other text.</summary>
    public static WithdrawalRisk? ToWithdrawalRisk(string? code) => code switch
    {
        "none" => WithdrawalRisk.None,
        "mild" => WithdrawalRisk.Mild,
        "moderate" => WithdrawalRisk.Moderate,
        "severe" => WithdrawalRisk.Severe,
        _ => null,
    };

    public static string ToCode(this WithdrawalRisk risk) => risk switch
    {
        WithdrawalRisk.None => "none",
        WithdrawalRisk.Mild => "mild",
        WithdrawalRisk.Moderate => "moderate",
        WithdrawalRisk.Severe => "severe",
    };

    /// <summary>none, some or strong; null for any other text.</summary>
    public static SupportStrength? ToSupportStrength(string? code) => code switch
    {
        "none" => SupportStrength.None,
        "some" => SupportStrength.Some,
        "strong" => SupportStrength.Strong,
        _ => null,
    };

    public static string ToCode(this SupportStrength supports) => supports switch
    {
        SupportStrength.None => "none",
        SupportStrength.Some => "some",
        SupportStrength.Strong => "strong",
    };
}
