using System.Text;
using System.Xml.Linq;
using IopPlatform.Persistence.Encryption;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace IopPlatform.Identity.Server;

/// <summary>
/// Data-protection keys stand in the database so that all instances share them, and are sealed by the platform key, which is in
/// no database and no backup: whoever has only the database cannot make a sign-in cookie.
/// </summary>
internal sealed class SealedKeys(PlatformSeal seal) : IXmlEncryptor
{
    public const string Purpose = "data-protection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed", seal.Seal(Purpose, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)))),
        typeof(SealedKeysOpener));
}

/// <summary>Opens what <see cref="SealedKeys"/> has sealed. Its name stands in each stored key, so it must not be moved.</summary>
internal sealed class SealedKeysOpener(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(
        Encoding.UTF8.GetString(services.GetRequiredService<PlatformSeal>().Open(SealedKeys.Purpose, encryptedElement.Value)));
}

internal static class SealedKeysExtensions
{
    public static void SealDataProtectionKeys(this IServiceCollection services)
    {
        services.AddSingleton<PlatformSeal>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlEncryptor = new SealedKeys(provider.GetRequiredService<PlatformSeal>())));
    }
}
