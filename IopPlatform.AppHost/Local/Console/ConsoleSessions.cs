using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.AppHost.Local;

/// <summary>Who has opened the console: browsers that used a sign-in link once.</summary>
internal sealed class ConsoleSessions(string linkKey, TimeProvider time)
{
    /// <summary>The oldest session ends when there are more.</summary>
    private const int SessionsMax = 16;
    private static readonly TimeSpan LastsFor = TimeSpan.FromHours(12);
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> usedCodes = [];
    private readonly Dictionary<string, DateTimeOffset> sessions = [];

    /// <returns>The new session's cookie; null when the code is wrong, over or used.</returns>
    public string? SignIn(string code)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            Forget(usedCodes, now);
            Forget(sessions, now);
            if (SignInCode.Check(code, linkKey, now) is not { } until || !usedCodes.TryAdd(code, until))
            {
                return null;
            }

            if (sessions.Count == SessionsMax)
            {
                sessions.Remove(sessions.MinBy(session => session.Value).Key);
            }

            var cookie = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            sessions.Add(Digest(cookie), now + LastsFor);
            return cookie;
        }
    }

    public bool Knows(string? cookie)
    {
        lock (gate)
        {
            return cookie is not null && sessions.TryGetValue(Digest(cookie), out var until) && until > time.GetUtcNow();
        }
    }

    /// <summary>What a form of this session carries, so that no other page can send it.</summary>
    public string FormToken(string cookie) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(linkKey), Encoding.UTF8.GetBytes("form " + cookie)));

    public bool IsFormToken(string? token, string cookie) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(token ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(FormToken(cookie))));

    public void SignOut(string cookie)
    {
        lock (gate)
        {
            sessions.Remove(Digest(cookie));
        }
    }

    private static void Forget(Dictionary<string, DateTimeOffset> all, DateTimeOffset now)
    {
        foreach (var over in all.Where(one => one.Value <= now).Select(one => one.Key).ToList())
        {
            all.Remove(over);
        }
    }

    private static string Digest(string cookie) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cookie)));
}
