namespace IopPlatform.Web.Design;

/// <summary>What the team knows about a patient's safety, in the order in which it wants attention.</summary>
public enum RiskLevel
{
    None,
    Low,
    NotScreened,
    Moderate,

    /// <summary>Asked, but the answers leave it open: a clinician must find out. Never shown as no risk.</summary>
    Unclear,
    High,
}

public static class RiskLevels
{
    /// <summary>From the code of a safety level on the wire; anything unknown has not been screened as far as we can tell.</summary>
    public static RiskLevel FromCode(string? code) => code switch
    {
        "none" => RiskLevel.None,
        "low" => RiskLevel.Low,
        "moderate" => RiskLevel.Moderate,
        "high" => RiskLevel.High,
        "indeterminate" => RiskLevel.Unclear,
        _ => RiskLevel.NotScreened,
    };

    public static string Words(RiskLevel level) => DesignText.Get(level switch
    {
        RiskLevel.None => "RiskNone",
        RiskLevel.Low => "RiskLow",
        RiskLevel.Moderate => "RiskModerate",
        RiskLevel.High => "RiskHigh",
        RiskLevel.Unclear => "RiskUnclear",
        RiskLevel.NotScreened => "RiskNotScreened",
    });

    /// <summary>The shape that says the same as the color and the word.</summary>
    public static Shape Shape(RiskLevel level) => level switch
    {
        RiskLevel.None => Design.Shape.Ring,
        RiskLevel.Low => Design.Shape.Disc,
        RiskLevel.Moderate => Design.Shape.Triangle,
        RiskLevel.High => Design.Shape.Square,
        RiskLevel.Unclear => Design.Shape.Question,
        RiskLevel.NotScreened => Design.Shape.Question,
    };

    public static string CssClass(RiskLevel level) => level switch
    {
        RiskLevel.None => "iop-risk--none",
        RiskLevel.Low => "iop-risk--low",
        RiskLevel.Moderate => "iop-risk--moderate",
        RiskLevel.High => "iop-risk--high",
        RiskLevel.Unclear => "iop-risk--unclear",
        RiskLevel.NotScreened => "iop-risk--not-screened",
    };
}
