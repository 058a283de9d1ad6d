using System.Collections.Concurrent;
using System.Globalization;

namespace IopPlatform.Testing;

/// <summary>What a planted marker stands for, which decides where it may be seen.</summary>
public enum MarkerKind
{
    /// <summary>What a person wrote about a patient: nowhere outside the databases and the answers of the API.</summary>
    ClinicalText,

    /// <summary>Whom a record is about: also on the bus, which stands inside the protected boundary, and in the greeting of a mail.</summary>
    PatientName,

    /// <summary>What a program or a group is called: also on the bus, but in no mail.</summary>
    ProgramName,
}

/// <summary>A word that occurs nowhere by itself.</summary>
/// <param name="Field">The property it was planted into.</param>
public sealed record Marker(string Word, MarkerKind Kind, string Field);

/// <summary>Gives out markers and remembers them.</summary>
/// <param name="first">Two sets that start far enough apart share no word.</param>
public sealed class Markers(int first = 0)
{
    private readonly ConcurrentQueue<Marker> planted = new();
    private int count = first;

    public IReadOnlyCollection<Marker> Planted => planted;

    public string Next(MarkerKind kind, string field)
    {
        // Letters only, so that no rule about names or texts refuses it.
        var number = Interlocked.Increment(ref count).ToString("D6", CultureInfo.InvariantCulture);
        var word = "Zqxv" + string.Concat(number.Select(digit => (char)('a' + digit - '0'))) + "kj";
        planted.Enqueue(new Marker(word, kind, field));
        return word;
    }
}
