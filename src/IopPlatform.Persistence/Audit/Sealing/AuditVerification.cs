using System.Globalization;
using Npgsql;

namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>A batch that an operator has noted elsewhere.</summary>
public sealed record NotedHead(long Sequence, string Hash)
{
    /// <summary>Null when the text is not <c>sequence:hash</c>.</summary>
    public static NotedHead? Parse(string text) =>
        text.Split(':') is [var sequence, { Length: > 0 } hash]
            && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new NotedHead(number, hash.ToLowerInvariant())
            : null;
}

/// <summary>
/// Proves a service's audit trail against its seal file: signatures and chain, then every sealed row. It reads only, holds public
/// keys only, and may run beside the platform or long after it.
/// </summary>
/// <param name="relay">Connection string of the database's relay role.</param>
public sealed class AuditVerification(string service, string relay, string folder, IReadOnlyList<SealPublicKey> keys)
{
    public async Task<AuditFindings> RunAsync(NotedHead? noted, CancellationToken cancellationToken)
    {
        using var database = new SealerDatabase(NpgsqlDataSource.Create(relay));
        // Read before the file, which may only be ahead of it.
        var head = await database.HeadAsync(cancellationToken);
        var chain = new SealChain(service, keys);
        var rows = new SealedRowComparison();
        var heads = new HeadSearch(head, noted);
        await foreach (var text in SealFile.LinesAsync(SealFile.PathIn(folder, service), cancellationToken))
        {
            var before = chain.Last?.SealedAt;
            if (chain.Next(text) is not { } line) continue;

            heads.Pass(line);
            foreach (var trail in Trail.All)
            {
                // Between equal ends there is no row to look for: most of the lines of a quiet time.
                if (line.Batch.Trails.FirstOrDefault(part => part.Table == trail.Table) is { } part
                    && (part.Ids.Count > 0 || part.After != part.Through))
                {
                    rows.Compare(part, await database.RowsAsync(trail, part.After, part.Through, cancellationToken), before);
                }
            }
        }

        var unsealed = new List<Unsealed>();
        foreach (var trail in Trail.All)
        {
            unsealed.Add(await database.UnsealedAsync(trail, chain.Last?.Through(trail) ?? SealPosition.Start, cancellationToken));
        }

        return new AuditFindings(
            service, chain.Lines, rows.Sealed, rows.Changed, rows.Removed, rows.Added,
            unsealed.Sum(trail => trail.Rows),
            unsealed.Min(trail => trail.Since),
            chain.Last is { } last ? string.Create(CultureInfo.InvariantCulture, $"{last.Sequence}:{chain.LastHash}") : null,
            [.. chain.Breaks, .. heads.Missing()],
            rows.Named);
    }

    /// <summary>Looks for the batches that are known from elsewhere: where one is missing, the file was cut or replaced.</summary>
    private sealed class HeadSearch(SealHead? remembered, NotedHead? noted)
    {
        private bool rememberedMet;
        private bool notedMet;

        public void Pass(SealedLine line)
        {
            rememberedMet |= remembered is not null && line.Batch.Sequence == remembered.Sequence && line.Hash == remembered.LineHash;
            notedMet |= noted is not null && line.Batch.Sequence == noted.Sequence && line.Hash == noted.Hash;
        }

        public IEnumerable<string> Missing()
        {
            if (remembered is not null && !rememberedMet)
                yield return $"The database remembers batch {remembered.Sequence}, which the file does not hold: it was cut or replaced.";
            if (noted is not null && !notedMet)
                yield return $"The noted batch {noted.Sequence} is not in the file: it was cut or replaced.";
        }
    }
}
