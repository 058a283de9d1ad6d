namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>What a verification of one service's audit trail has found.</summary>
/// <param name="Sealed">Rows that the seal file names.</param>
/// <param name="Changed">Sealed rows that are not as they were.</param>
/// <param name="Removed">Sealed rows that are gone.</param>
/// <param name="Added">Rows that lie among sealed ones without being sealed, or that claim a time long before they were written.</param>
/// <param name="Unsealed">Rows behind the last batch. For a few seconds that is as it should be.</param>
/// <param name="UnsealedSince">The time of the oldest of them.</param>
/// <param name="Head">Sequence and hash of the last batch, for an operator to note elsewhere: <c>12:ab34…</c>.</param>
/// <param name="Broken">What is wrong with the seal file.</param>
/// <param name="Rows">The first of the rows at fault.</param>
public sealed record AuditFindings(
    string Service,
    long Batches,
    long Sealed,
    long Changed,
    long Removed,
    long Added,
    long Unsealed,
    DateTimeOffset? UnsealedSince,
    string? Head,
    IReadOnlyList<string> Broken,
    IReadOnlyList<string> Rows)
{
    public bool Sound => Changed + Removed + Added == 0 && Broken.Count == 0;
}
