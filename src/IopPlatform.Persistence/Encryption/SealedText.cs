using System.Security.Cryptography;
using System.Text;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Persistence.Encryption;

/// <summary>The content of an encrypted column as it was read. It opens only as the field and row that it was written for.</summary>
public sealed class SealedText
{
    private readonly byte[] envelope;
    private OrganizationKeys? keys;

    internal SealedText(byte[] envelope) => this.envelope = envelope;

    internal bool IsSealed => Envelope.IsSealed(envelope);

    internal Guid KeyId => Envelope.KeyIdOf(envelope);

    /// <exception cref="EncryptionException">It was changed or moved, is not encrypted, or its key is missing.</exception>
    public string Open(ProtectedField field, Guid rowId) => Open(field, rowId.ToString());

    /// <inheritdoc cref="Open(ProtectedField, Guid)"/>
    public string Open(ProtectedField field, string rowKey) => Encoding.UTF8.GetString(OpenBytes(field, rowKey));

    /// <summary>The content of a field that is written with <see cref="ProtectedField.SealJson"/>.</summary>
    /// <inheritdoc cref="Open(ProtectedField, Guid)"/>
    public T Read<T>(ProtectedField field, Guid rowId) => Json.Read<T>(Open(field, rowId));

    public override string ToString() => "(sealed)";

    internal SealedText Bind(OrganizationKeys organizationKeys)
    {
        keys = organizationKeys;
        return this;
    }

    internal byte[] OpenBytes(ProtectedField field, string rowKey)
    {
        if (keys is null)
        {
            throw new InvalidOperationException($"{field} was read past the tenant database, which brings the keys.");
        }

        if (!IsSealed)
        {
            throw new EncryptionException($"{field} of row {rowKey} is not encrypted.");
        }

        var key = keys.Get(KeyId);
        if (key.Purpose != field.Purpose)
        {
            throw new EncryptionException($"{field} of row {rowKey} is encrypted by a key for another purpose.");
        }

        try
        {
            return Envelope.Open(key, field.Associated(keys.OrganizationId, rowKey), envelope);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new EncryptionException($"{field} of row {rowKey} was changed since it was written, or written for another row.", exception);
        }
    }
}
