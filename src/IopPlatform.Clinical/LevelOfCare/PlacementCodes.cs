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

    /// <summary>none, mild, moderate or severe; null for any other text.</summary>
    public static Impairment? ToImpairment(string? code) => code switch
    {
        "none" => Impairment.None,
        "mild" => Impairment.Mild,
        "moderate" => Impairment.Moderate,
        "severe" => Impairment.Severe,
        _ => null,
    };

    public static string ToCode(this Impairment impairment) => impairment switch
    {
        Impairment.None => "none",
        Impairment.Mild => "mild",
        Impairment.Moderate => "moderate",
        Impairment.Severe => "severe",
    };

    /// <summary>none, some, most or all; null for any other text.</summary>
    public static MealSupport? ToMealSupport(string? code) => code switch
    {
        "none" => MealSupport.None,
        "some" => MealSupport.Some,
        "most" => MealSupport.Most,
        "all" => MealSupport.All,
        _ => null,
    };

    public static string ToCode(this MealSupport support) => support switch
    {
        MealSupport.None => "none",
        MealSupport.Some => "some",
        MealSupport.Most => "most",
        MealSupport.All => "all",
    };

    /// <summary>worse, unchanged, improved or remitted; null for any other text.</summary>
    public static StayProgress? ToStayProgress(string? code) => code switch
    {
        "worse" => StayProgress.Worse,
        "unchanged" => StayProgress.Unchanged,
        "improved" => StayProgress.Improved,
        "remitted" => StayProgress.Remitted,
        _ => null,
    };

    public static string ToCode(this StayProgress progress) => progress switch
    {
        StayProgress.Worse => "worse",
        StayProgress.Unchanged => "unchanged",
        StayProgress.Improved => "improved",
        StayProgress.Remitted => "remitted",
    };

    /// <summary>none, confirmed or unconfirmed.</summary>
    public static string ToCode(this RiskFall fall) => fall switch
    {
        RiskFall.None => "none",
        RiskFall.Confirmed => "confirmed",
        RiskFall.Unconfirmed => "unconfirmed",
    };

    /// <summary>discharge, step-down, continue or step-up.</summary>
    public static string ToCode(this StayOutcome outcome) => outcome switch
    {
        StayOutcome.Discharge => "discharge",
        StayOutcome.StepDown => "step-down",
        StayOutcome.Continue => "continue",
        StayOutcome.StepUp => "step-up",
    };
}
