using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>
/// Who signs a plan or a discharge: its author, or a medical director, who is responsible for the plan of care
/// (42 CFR 410.44 wants it established under a physician).
/// </summary>
public static class DraftSigning
{
    /// <returns>Null when the signature may be given.</returns>
    public static IResult? Problem(string status, bool isAuthor, bool isDirector) => (status, isAuthor || isDirector) switch
    {
        ("draft", true) => null,
        ("draft", false) => Problems.Rule("not-the-author", "Only its author or a medical director signs it."),
        _ => Problems.Rule("already-signed", "It is signed already, and a signature is final."),
    };
}
