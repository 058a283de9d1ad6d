using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>A row of a trail by its place, its time, and the SHA-256 of all its columns.</summary>
internal sealed record SealableRow(SealPosition Position, DateTimeOffset At, byte[] Hash)
{
    private const byte Null = 0;
    private const byte Value = 1;

    /// <param name="row">Read with the trail's columns.</param>
    public static SealableRow Read(Trail trail, NpgsqlDataReader row) => new(
        new SealPosition(row.GetFieldValue<ulong>(0), row.GetInt64(1)),
        new DateTimeOffset(row.GetDateTime(2), TimeSpan.Zero),
        HashOf(trail, row));

    /// <summary>
    /// The table's name and each column as text, each with its length in front, so that no two rows have the same bytes. It is
    /// computed here and not by SQL, since whoever owns the database could change its functions.
    /// </summary>
    private static byte[] HashOf(Trail trail, NpgsqlDataReader row)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        Append(bytes, trail.Table);
        for (var column = 0; column < row.FieldCount; column++)
        {
            Append(bytes, row.IsDBNull(column) ? null : Text(row.GetValue(column)));
        }

        return SHA256.HashData(bytes.WrittenSpan);
    }

    private static void Append(ArrayBufferWriter<byte> bytes, string? text)
    {
        bytes.Write([text is null ? Null : Value]);
        if (text is null) return;

        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), Encoding.UTF8.GetByteCount(text));
        bytes.Advance(sizeof(int));
        Encoding.UTF8.GetBytes(text, bytes);
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        Guid id => id.ToString("D"),
        DateTime at => at.ToString("O", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidCastException($"A column of type {value.GetType().Name} has no form to be sealed in."),
    };
}
