using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.Identity.Demo;

/// <summary>
/// The demo people's authenticator secrets, all from one generated seed, so that <c>./iop code</c> and the journeys can compute
/// their codes. Real people's secrets are random.
/// </summary>
public static class DemoTotp
{
    public static byte[] SecretOf(string seed, string email) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(seed),
        Domain.Totp.SecretBytes,
        info: Encoding.UTF8.GetBytes("demo totp " + email.ToLowerInvariant()));
}
