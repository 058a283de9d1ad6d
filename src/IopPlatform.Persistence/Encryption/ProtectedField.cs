using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Persistence.Encryption;

/// <summary>
/// A column whose content is encrypted, bound to organization, table, column and row: moved anywhere else it does not open.
/// Write with <see cref="Seal(Guid, string)"/> as a parameter of a <see cref="WriteBatch"/>; read by a property of type
/// <see cref="SealedText"/> in a row of <see cref="TenantDatabase.QueryAsync"/>.
/// </summary>
public sealed class ProtectedField
{
    /// <param name="key">
    /// The columns that, with the organization, make the table's primary key, in order: uuids, or name and type parted by a
    /// blank. Without any, <c>id</c>.
    /// </param>
    public ProtectedField(string table, string column, params string[] key)
    {
        (Table, Column) = (table, column);
        Key = [.. (key.Length == 0 ? ["id"] : key).Select(KeyColumn.Parse)];
    }

    public string Table { get; }

    public string Column { get; }

    /// <summary>See <see cref="KeyPurpose"/>.</summary>
    public string Purpose { get; init; } = KeyPurpose.Record;

    internal IReadOnlyList<KeyColumn> Key { get; }

    /// <summary>The text as it is stored; encrypted when the change is committed.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public ProtectedValue? Seal(Guid rowId, string? text) => Seal(rowId.ToString(), text);

    /// <param name="rowKey">The key columns' values as text, joined by <c>/</c>.</param>
    [return: NotNullIfNotNull(nameof(text))]
    public ProtectedValue? Seal(string rowKey, string? text) =>
        text is null ? null : new ProtectedValue(this, rowKey, Encoding.UTF8.GetBytes(text));

    /// <summary>The content as JSON.</summary>
    public ProtectedValue SealJson<T>(Guid rowId, T content)
        where T : notnull =>
        new(this, rowId.ToString(), JsonSerializer.SerializeToUtf8Bytes(content, Json.Options));

    public override string ToString() => $"{Table}.{Column}";

    /// <summary>What an envelope of this field and row is bound to.</summary>
    internal byte[] Associated(Guid organizationId, string rowKey)
    {
        var bytes = new byte[16 + Encoding.UTF8.GetMaxByteCount(Table.Length + Column.Length + rowKey.Length + 2)];
        organizationId.TryWriteBytes(bytes, bigEndian: true, out var length);
        // No name holds the character that parts them, and the row's key comes last: two rows never share these bytes.
        length += Encoding.UTF8.GetBytes($"{Table}\0{Column}\0{rowKey}", bytes.AsSpan(length));
        return bytes[..length];
    }

    internal string KeyNames => string.Join(", ", Key.Select(column => column.Name));

    internal string KeyAsText => string.Join(", ", Key.Select(column => $"{column.Name}::text"));

    /// <summary>Compares with key values that are given as text, from parameter <paramref name="first"/> on.</summary>
    internal string KeyIs(int first) => $"({KeyNames}) = ({KeyParameters(first)})";

    /// <inheritdoc cref="KeyIs"/>
    internal string KeyIsAfter(int first) => $"({KeyNames}) > ({KeyParameters(first)})";

    private string KeyParameters(int first) =>
        string.Join(", ", Key.Select((column, index) => $"${first + index}::text::{column.Type}"));

    internal sealed record KeyColumn(string Name, string Type)
    {
        public static KeyColumn Parse(string text) =>
            text.Split(' ', 2) is [var name, var type] ? new(name, type) : new(text, "uuid");
    }
}

/// <summary>A value that is encrypted for its field and row when the change that carries it is committed.</summary>
public sealed class ProtectedValue : KeyedValue
{
    private readonly ProtectedField of;
    private readonly string rowKey;
    private readonly byte[] plain;

    internal ProtectedValue(ProtectedField field, string rowKey, byte[] plain) =>
        (of, this.rowKey, this.plain) = (field, rowKey, plain);

    internal override string Purpose => of.Purpose;

    internal override object Under(DataKey key) => Envelope.Seal(key, of.Associated(key.OrganizationId, rowKey), plain);
}
