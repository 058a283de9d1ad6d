using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.Journeys.Gateway;

/// <summary>
/// The authenticator app of a demo person (RFC 6238). Identity derives the same secrets from the same seed; a test compares the
/// two.
/// </summary>
public static class DemoTotp
{
    private const int StepSeconds = 30;
    private const int SecretBytes = 20;

    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    public static int SecondsLeft(DateTimeOffset at) => (int)(StepSeconds - at.ToUnixTimeSeconds() % StepSeconds);

    public static string Code(string seed, string email, long step)
    {
        var secret = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(seed),
            SecretBytes,
            info: Encoding.UTF8.GetBytes("demo totp " + email.ToLowerInvariant()));
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // Authenticator apps know SHA-1 only.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
