using System.Text.Json.Serialization;

namespace IopPlatform.Clinical.Plans;

/// <summary>The kind of an intervention; a prescription orders hours by it.</summary>
public enum Modality
{
    /// <summary>Cognitive behavioral therapy.</summary>
    [JsonStringEnumMemberName("cbt")]
    Cbt,

    /// <summary>Dialectical behavior therapy.</summary>
    [JsonStringEnumMemberName("dbt")]
    Dbt,

    [JsonStringEnumMemberName("mindfulness")]
    Mindfulness,

    [JsonStringEnumMemberName("skills-training")]
    SkillsTraining,

    [JsonStringEnumMemberName("psychoeducation")]
    Psychoeducation,

    [JsonStringEnumMemberName("art-therapy")]
    ArtTherapy,

    [JsonStringEnumMemberName("music-therapy")]
    MusicTherapy,

    [JsonStringEnumMemberName("relapse-prevention")]
    RelapsePrevention,

    [JsonStringEnumMemberName("family-work")]
    FamilyWork,
}

public static class Modalities
{
    /// <summary>The code on the wire.</summary>
    public static string ToCode(this Modality modality) => modality switch
    {
        Modality.Cbt => "cbt",
        Modality.Dbt => "dbt",
        Modality.Mindfulness => "mindfulness",
        Modality.SkillsTraining => "skills-training",
        Modality.Psychoeducation => "psychoeducation",
        Modality.ArtTherapy => "art-therapy",
        Modality.MusicTherapy => "music-therapy",
        Modality.RelapsePrevention => "relapse-prevention",
        Modality.FamilyWork => "family-work",
    };

    /// <summary>The modality of a code, or null for any other text.</summary>
    public static Modality? FromCode(string? code)
    {
        foreach (var modality in Enum.GetValues<Modality>())
            if (modality.ToCode() == code) return modality;
        return null;
    }
}
