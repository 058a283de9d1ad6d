namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>Follows the lines of a seal file and collects what is wrong with their order, links and signatures.</summary>
internal sealed class SealChain(string service, IReadOnlyList<SealPublicKey> keys)
{
    private readonly List<string> breaks = [];
    private string previousHash = SealedBatch.NoPrevious;
    private SealedBatch? previous;
    private long lines;

    public IReadOnlyList<string> Breaks => breaks;

    public long Lines => lines;

    /// <summary>The last readable batch.</summary>
    public SealedBatch? Last => previous;

    public string LastHash => previousHash;

    /// <summary>Null when the line cannot be read.</summary>
    public SealedLine? Next(string text)
    {
        lines++;
        SealedLine line;
        try
        {
            line = SealedLine.Parse(text);
        }
        catch (FormatException)
        {
            breaks.Add($"Line {lines} cannot be read.");
            previousHash = SealedLine.HashOf(text);
            return null;
        }

        breaks.AddRange(Faults(line).Select(fault => $"Line {lines} (batch {line.Batch.Sequence}) {fault}."));
        (previous, previousHash) = (line.Batch, line.Hash);
        return line;
    }

    private IEnumerable<string> Faults(SealedLine line)
    {
        var batch = line.Batch;
        if (batch.Form != SealedBatch.CurrentForm) yield return $"has form {batch.Form}, which this version does not know";
        if (batch.Service != service) yield return $"is of {batch.Service}";
        if (batch.Sequence != lines) yield return "is not at its place";
        if (batch.Previous != previousHash) yield return "does not follow the line before";
        if (keys.FirstOrDefault(key => key.Id == batch.Key) is not { } signer) yield return $"is signed with the unknown key {batch.Key}";
        else if (!signer.Accepts(line.Signed, line.Signature)) yield return "has no valid signature";

        foreach (var trail in Trail.All)
        {
            var part = batch.Trails.SingleOrDefault(part => part.Table == trail.Table);
            if (part is null) yield return $"does not cover {trail.Table}";
            else if (part.After != (previous?.Through(trail) ?? SealPosition.Start)) yield return $"leaves a gap in {trail.Table}";
        }
    }
}
