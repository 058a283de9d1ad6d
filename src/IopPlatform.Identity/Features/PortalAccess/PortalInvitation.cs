using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.Identity.Features.PortalAccess;

/// <summary>An open invitation as it was read: the answer to a redemption is decided on it.</summary>
public sealed record PortalInvitation(
    Guid PatientId, long Version, string Email, string DisplayName, DateOnly BirthDate, DateTimeOffset ExpiresAt, int TriesLeft)
{
    /// <summary>So many redemptions are judged, right or wrong; then the code is void.</summary>
    public const int Tries = 5;

    /// <summary>Lower-case hexadecimal SHA-256, as Intake sends it.</summary>
    public static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim())));

    public bool CanBeTried(DateTimeOffset now) => TriesLeft > 0 && now < ExpiresAt;
}
