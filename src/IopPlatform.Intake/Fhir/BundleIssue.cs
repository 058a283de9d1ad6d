namespace IopPlatform.Intake.Fhir;

/// <summary>Why a bundle is refused.</summary>
/// <param name="Path">FHIRPath of the element, for example <c>Bundle.entry[0].resource.birthDate</c>.</param>
/// <param name="Rule">A stable code.</param>
public sealed record BundleIssue(string Path, string Rule, string Text);

/// <summary>Collects everything that is wrong with one bundle.</summary>
internal sealed class BundleIssues
{
    private readonly List<BundleIssue> found = [];

    public IReadOnlyList<BundleIssue> Found => found;

    public void Add(string path, string rule, string text) => found.Add(new(path, rule, text));
}
