using System.Text;
using System.Xml.Linq;
using IopPlatform.Persistence.Encryption;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IopPlatform.Web.Server;

/// <summary>
/// Data-protection keys stand in the database, so that all instances share them, and are sealed by the platform key, which is in
/// no database and no backup: whoever has only the database can neither make a cookie nor open a ticket.
/// </summary>
internal sealed class ProtectionKeys(NpgsqlDataSource database, PlatformSeal seal) : IXmlRepository, IXmlEncryptor
{
    public const string Purpose = "web-data-protection";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("select xml from protection_keys");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
        {
            keys.Add(XElement.Parse(reader.GetString(0)));
        }

        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand("insert into protection_keys (name, xml) values ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed", seal.Seal(Purpose, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)))),
        typeof(ProtectionKeysOpener));
}

/// <summary>Opens what <see cref="ProtectionKeys"/> has sealed. Its name stands in each stored key, so it must not be moved.</summary>
internal sealed class ProtectionKeysOpener(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(
        Encoding.UTF8.GetString(services.GetRequiredService<PlatformSeal>().Open(ProtectionKeys.Purpose, encryptedElement.Value)));
}

internal static class ProtectionKeysExtensions
{
    public static void AddSharedProtectionKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(PlatformKeys.From(builder.Configuration));
        builder.Services.AddSingleton<PlatformSeal>();
        builder.Services.AddSingleton<ProtectionKeys>();
        // Before data protection's own start, which would read the keys without the lock.
        builder.Services.AddHostedService<FirstProtectionKey>();
        builder.Services.AddDataProtection().SetApplicationName("iop-web");
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services =>
        {
            var keys = services.GetRequiredService<ProtectionKeys>();
            return new ConfigureOptions<KeyManagementOptions>(options => (options.XmlRepository, options.XmlEncryptor) = (keys, keys));
        });
    }
}
