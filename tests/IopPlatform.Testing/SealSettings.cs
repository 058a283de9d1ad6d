using IopPlatform.Persistence.Audit.Sealing;

namespace IopPlatform.Testing;

/// <summary>What the sealer of a service's audit trail needs: a key of the tests' own and a folder that is deleted at the end.</summary>
public sealed class SealSettings : IDisposable
{
    public string SigningKey { get; } = SealSigningKey.Generate();

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "iop-seals-" + Guid.CreateVersion7().ToString("N")[^12..]);

    /// <summary>As configuration keys.</summary>
    public IReadOnlyDictionary<string, string> Configuration => new Dictionary<string, string>
    {
        ["Audit:SigningKey"] = SigningKey,
        ["Audit:SealFolder"] = Folder,
    };

    public SealPublicKey PublicKey
    {
        get
        {
            using var key = new SealSigningKey(SigningKey);
            return SealPublicKey.FromPem(key.Public.Pem);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
