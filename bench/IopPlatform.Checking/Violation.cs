namespace IopPlatform.Checking;

/// <summary>Something that was acknowledged is missing, or is there more than once.</summary>
public sealed record Violation(string Service, string What)
{
    public override string ToString() => $"{Service}: {What}";
}
