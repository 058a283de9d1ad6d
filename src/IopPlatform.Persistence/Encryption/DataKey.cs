using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.Persistence.Encryption;

/// <summary>One organization's key for one purpose.</summary>
/// <param name="Number">Counts the keys of a purpose; the highest is written with.</param>
internal sealed record DataKey(Guid OrganizationId, Guid Id, string Purpose, int Number, byte[] Secret)
{
    private const int SecretLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static DataKey New(Guid organizationId, Guid id, string purpose, int number) =>
        new(organizationId, id, purpose, number, RandomNumberGenerator.GetBytes(SecretLength));

    /// <summary>Nonce, tag and the secret under the platform key, bound to what the key is for.</summary>
    public byte[] Wrap(PlatformKey platform)
    {
        var wrapped = new byte[NonceLength + TagLength + SecretLength];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(platform.Secret, TagLength);
        cipher.Encrypt(
            wrapped.AsSpan(0, NonceLength),
            Secret,
            wrapped.AsSpan(NonceLength + TagLength),
            wrapped.AsSpan(NonceLength, TagLength),
            Associated(OrganizationId, Id, Purpose, Number));
        return wrapped;
    }

    /// <exception cref="EncryptionException">The platform key is not configured, or the row is not what was written.</exception>
    public static DataKey Unwrap(DataKeyRow row, PlatformKeys platform)
    {
        if (platform.Find(row.PlatformKey) is not { } wrapping)
        {
            throw new EncryptionException(
                $"Data key {row.Id} is wrapped by platform key {row.PlatformKey}, which is not configured; "
                + $"configured are {string.Join(", ", platform.Ids)}. Restore that key: without it the data cannot be read.");
        }

        try
        {
            var secret = new byte[SecretLength];
            using var cipher = new AesGcm(wrapping.Secret, TagLength);
            cipher.Decrypt(
                row.Wrapped.AsSpan(0, NonceLength),
                row.Wrapped.AsSpan(NonceLength + TagLength),
                row.Wrapped.AsSpan(NonceLength, TagLength),
                secret,
                Associated(row.OrganizationId, row.Id, row.Purpose, row.Number));
            return new DataKey(row.OrganizationId, row.Id, row.Purpose, row.Number, secret);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new EncryptionException($"Data key {row.Id} was changed or moved since it was wrapped by platform key {wrapping.Id}.", exception);
        }
    }

    public override string ToString() => Id.ToString();

    private static byte[] Associated(Guid organizationId, Guid id, string purpose, int number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"data_keys/{organizationId}/{id}/{purpose}/{number}"));
}

/// <summary>A row of <c>data_keys</c>.</summary>
internal sealed record DataKeyRow(
    Guid OrganizationId, Guid Id, string Purpose, int Number, string PlatformKey, byte[] Wrapped, DateTime CreatedAt);
