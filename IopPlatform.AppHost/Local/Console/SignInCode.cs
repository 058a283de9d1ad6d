using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// The code in a sign-in link: 16 random bytes, the time until which it counts, and a code of authentication over both. Any process that
/// may read the data folder's secrets can make one for the orchestrator that runs.
/// </summary>
internal static class SignInCode
{
    private const int NonceBytes = 16;
    private const int ContentBytes = NonceBytes + sizeof(long);
    private static readonly TimeSpan CountsFor = TimeSpan.FromMinutes(30);

    public static Uri Link(Uri console, string key, DateTimeOffset now) => new(console, $"/sign-in?code={Create(key, now)}");

    public static string Create(string key, DateTimeOffset now)
    {
        var code = new byte[ContentBytes + HMACSHA256.HashSizeInBytes];
        RandomNumberGenerator.Fill(code.AsSpan(0, NonceBytes));
        BinaryPrimitives.WriteInt64BigEndian(code.AsSpan(NonceBytes), (now + CountsFor).ToUnixTimeSeconds());
        Seal(key, code.AsSpan(0, ContentBytes)).CopyTo(code.AsSpan(ContentBytes));
        return Base64Url.EncodeToString(code);
    }

    /// <returns>Until when it counts; null when it is none, or over.</returns>
    public static DateTimeOffset? Check(string code, string key, DateTimeOffset now)
    {
        var bytes = new byte[ContentBytes + HMACSHA256.HashSizeInBytes];
        if (!Base64Url.IsValid(code, out var length) || length != bytes.Length
            || !Base64Url.TryDecodeFromChars(code, bytes, out _)
            || !CryptographicOperations.FixedTimeEquals(Seal(key, bytes.AsSpan(0, ContentBytes)), bytes.AsSpan(ContentBytes)))
        {
            return null;
        }

        var until = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(NonceBytes)));
        return until > now ? until : null;
    }

    private static byte[] Seal(string key, ReadOnlySpan<byte> content) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), content);
}
