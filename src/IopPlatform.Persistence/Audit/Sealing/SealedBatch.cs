using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>Which rows were there, and that the batch follows another one.</summary>
/// <param name="Form">How rows become hashes; see <see cref="Trail.Columns"/>.</param>
/// <param name="Sequence">1 for the first batch of a service, then one more each.</param>
/// <param name="Previous">SHA-256 of the line before, in hex; zeros for the first.</param>
/// <param name="Key">The id of the key that signed it.</param>
public sealed record SealedBatch(
    int Form, string Service, long Sequence, string Previous, DateTimeOffset SealedAt, string Key, IReadOnlyList<SealedTrail> Trails)
{
    public const int CurrentForm = 1;

    public static readonly string NoPrevious = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>Up to where the trail is sealed once this batch is.</summary>
    internal SealPosition Through(Trail trail) =>
        Trails.FirstOrDefault(part => part.Table == trail.Table)?.Through ?? SealPosition.Start;
}

/// <summary>The rows of one table in a batch: all that lie after one position and not after another.</summary>
/// <param name="After">Exclusive; where the batch before ended.</param>
/// <param name="Through">Inclusive.</param>
/// <param name="Ids">In order of position.</param>
/// <param name="Hashes">The first 16 bytes of each row's SHA-256, in the order of the ids; they tell which row is at fault.</param>
/// <param name="Hash">SHA-256 over the whole hashes of all rows, in hex; it proves the batch at full strength.</param>
public sealed record SealedTrail(
    string Table, SealPosition After, SealPosition Through, IReadOnlyList<long> Ids, byte[] Hashes, string Hash)
{
    internal const int HashBytes = 16;

    internal static SealedTrail Of(Trail trail, SealPosition after, IReadOnlyList<SealableRow> rows) => new(
        trail.Table,
        after,
        rows.Count == 0 ? after : rows[^1].Position,
        [.. rows.Select(row => row.Position.Id)],
        [.. rows.SelectMany(row => row.Hash.Take(HashBytes))],
        HashOver(rows.Select(row => row.Hash)));

    internal static string HashOver(IEnumerable<byte[]> hashes)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var hash in hashes)
        {
            whole.AppendData(hash);
        }

        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }

    internal bool Holds(int index, byte[] hash) =>
        Hashes.AsSpan(index * HashBytes, HashBytes).SequenceEqual(hash.AsSpan(0, HashBytes));
}

/// <summary>A batch as it stands in the seal file: one line of JSON, with the signature over the batch's very bytes.</summary>
/// <param name="Hash">SHA-256 of the line, in hex: what the next batch names, and what an operator notes.</param>
internal sealed record SealedLine(string Text, SealedBatch Batch, byte[] Signed, byte[] Signature, string Hash)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static SealedLine Sign(SealedBatch batch, SealSigningKey key)
    {
        var signed = JsonSerializer.SerializeToUtf8Bytes(batch, Json);
        var signature = key.Sign(signed);
        var text = $$"""{"batch":{{Encoding.UTF8.GetString(signed)}},"signature":"{{Convert.ToBase64String(signature)}}"}""";
        return new SealedLine(text, batch, signed, signature, HashOf(text));
    }

    /// <exception cref="FormatException">The text is no line of a seal file.</exception>
    public static SealedLine Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var batch = document.RootElement.GetProperty("batch");
            var line = new SealedLine(
                text,
                batch.Deserialize<SealedBatch>(Json)!,
                Encoding.UTF8.GetBytes(batch.GetRawText()),
                document.RootElement.GetProperty("signature").GetBytesFromBase64(),
                HashOf(text));
            return line.Batch.Trails.All(part => part.Hashes.Length == part.Ids.Count * SealedTrail.HashBytes)
                ? line
                : throw new FormatException("A batch has not one hash for each row.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("This is no sealed batch.", exception);
        }
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
