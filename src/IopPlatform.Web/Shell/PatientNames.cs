using IopPlatform.Web.Gateway;

namespace IopPlatform.Web.Shell;

internal static class PatientNames
{
    /// <summary>Family name first, as lists are sorted; the preferred given name where there is one.</summary>
    public static string Of(PatientRow patient) => $"{patient.FamilyName}, {patient.PreferredName ?? patient.GivenName}";

    /// <summary>First name and initial, for what others may see from a distance.</summary>
    public static string Short(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? name : $"{words[0]} {words[^1][0]}.";
    }
}
