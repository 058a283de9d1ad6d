using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>A resource of a bundle and where it stands.</summary>
internal sealed record Placed<T>(string Path, T Resource)
    where T : R4.Resource;

/// <summary>The resources of a bundle by type and by reference.</summary>
internal sealed class BundleIndex(R4.Bundle bundle)
{
    public IReadOnlyList<Placed<T>> All<T>()
        where T : R4.Resource =>
        [
            .. bundle.Entry.Select((entry, at) => (entry.Resource, Path: $"Bundle.entry[{at}].resource"))
                .Where(entry => entry.Resource is T)
                .Select(entry => new Placed<T>(entry.Path, (T)entry.Resource!)),
        ];

    /// <summary>The resource that a reference names: by full URL, by type and id, or contained; null when it is not here.</summary>
    public R4.Resource? Resolve(R4.ResourceReference? reference, R4.DomainResource from)
    {
        if (reference?.Reference is not { Length: > 0 } target) return null;
        if (target[0] == '#') return from.Contained.FirstOrDefault(contained => contained.Id == target[1..]);
        return bundle.Entry.FirstOrDefault(entry => entry.Resource is not null && Names(entry, target))?.Resource;
    }

    /// <summary>Whether a subject is this patient, by reference or by one of the patient's identifiers.</summary>
    public bool IsAbout(R4.ResourceReference? subject, R4.Patient patient, R4.DomainResource from)
    {
        if (subject?.Reference is { Length: > 0 }) return ReferenceEquals(Resolve(subject, from), patient);
        return subject?.Identifier is { Value: { Length: > 0 } value } logical
            && patient.Identifier.Any(own => own.Value == value && own.System == logical.System);
    }

    private static bool Names(R4.Bundle.EntryComponent entry, string target) =>
        entry.FullUrl == target
        || (entry.Resource!.Id is { Length: > 0 } id && target == $"{entry.Resource.TypeName}/{id}")
        || (entry.FullUrl?.EndsWith("/" + target, StringComparison.Ordinal) is true);
}
