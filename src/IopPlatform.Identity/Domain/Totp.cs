using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.Identity.Domain;

/// <summary>
/// Time-based one-time passwords (RFC 6238) as every authenticator app computes them: HMAC-SHA-1, steps of 30 seconds, six
/// digits.
/// </summary>
public static class Totp
{
    public const int Digits = 6;
    public const int SecretBytes = 20;

    private const int StepSeconds = 30;

    /// <summary>A phone's clock may be this many steps off, to either side.</summary>
    private const int StepsOff = 1;

    private const string Base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The step whose code this is, among those that may be shown now; null when it is none of them.</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now)
    {
        var typed = Encoding.UTF8.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        long? match = null;
        // All are compared, whichever fits, so that the time taken tells nothing.
        for (var step = StepAt(now) - StepsOff; step <= StepAt(now) + StepsOff; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.UTF8.GetBytes(Code(secret, step))))
            {
                match = step;
            }
        }

        return match;
    }

    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238 names SHA-1, and authenticator apps know nothing else; HMAC does not rest on its collisions.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>RFC 4648, without padding.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            var window = bytes[bit / 8] << 8 | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text.Append(Base32Digits[window >> (11 - bit % 8) & 31]);
        }

        return text.ToString();
    }

    public static byte[] FromBase32(string text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var digit = Base32Digits.IndexOf(text[bit / 5], StringComparison.Ordinal);
            bytes[bit / 8] |= (byte)((digit >> (4 - bit % 5) & 1) << (7 - bit % 8));
        }

        return bytes;
    }

    /// <summary>The address that an authenticator app takes its account from.</summary>
    public static string Address(string email, byte[] secret) => string.Create(
        CultureInfo.InvariantCulture,
        $"otpauth://totp/IopPlatform:{Uri.EscapeDataString(email)}?secret={Base32(secret)}&issuer=IopPlatform&algorithm=SHA1&digits={Digits}&period={StepSeconds}");
}
