using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.Identity.Features.PortalAccess;

/// <summary>An open or redeemed invitation as it was read: the answer to a redemption is decided on it.</summary>
public sealed record PortalInvitation(
    Guid PatientId,
    long Version,
    string State,
    string Email,
    string DisplayName,
    DateOnly BirthDate,
    DateTimeOffset ExpiresAt,
    int TriesLeft)
{
    public const string Redeemed = "redeemed";

    public const int CodeLengthMax = 200;

    public const string Refused =
        "Code and birth date do not fit an open invitation. A code is void after five tries or its last day; ask for another.";

    public const string EmailHasAccount =
        "There is an account with this e-mail already. Use its password, or ask for an invitation to another e-mail.";

    /// <summary>So many redemptions are judged, right or wrong; then the code is void.</summary>
    public const int Tries = 5;

    /// <summary>
    /// Lower-case hexadecimal SHA-256, as Intake sends it. Codes are Crockford's base 32 (2019): capitals or not, with spaces or
    /// hyphens between, and O for zero, I or L for one are the same code.
    /// </summary>
    public static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Plain(code))));

    private static string Plain(string code) => string.Concat(code
        .Where(character => !char.IsWhiteSpace(character) && character != '-')
        .Select(character => char.ToUpperInvariant(character) switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            var plain => plain,
        }));

    public bool IsRedeemed => State == Redeemed;

    public bool CanBeTried(DateTimeOffset now) => TriesLeft > 0 && now < ExpiresAt;
}
