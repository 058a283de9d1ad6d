using System.Security.Cryptography;

namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>Signs batches: ECDSA over P-256 with SHA-256. The key is kept outside the database and its backups.</summary>
public sealed class SealSigningKey : IDisposable
{
    private readonly ECDsa key;

    /// <param name="pkcs8">Base64 of a PKCS#8 private key on P-256, as in <c>Audit:SigningKey</c>.</param>
    public SealSigningKey(string pkcs8)
    {
        key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(pkcs8), out _);
        Public = new SealPublicKey(key.ExportSubjectPublicKeyInfo());
    }

    public SealPublicKey Public { get; }

    /// <returns>Base64 of a new PKCS#8 private key.</returns>
    public static string Generate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }

    public byte[] Sign(byte[] batch) => key.SignData(batch, HashAlgorithmName.SHA256);

    public void Dispose()
    {
        key.Dispose();
        Public.Dispose();
    }
}

/// <summary>Checks signatures; all that a verifier needs to hold.</summary>
public sealed class SealPublicKey : IDisposable
{
    private readonly ECDsa key = ECDsa.Create();

    internal SealPublicKey(byte[] subjectPublicKeyInfo)
    {
        key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        Id = Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo))[..16];
        Pem = key.ExportSubjectPublicKeyInfoPem();
    }

    /// <summary>Names the key in the batches that it signed.</summary>
    public string Id { get; }

    public string Pem { get; }

    public static SealPublicKey FromPem(string pem)
    {
        using var read = ECDsa.Create();
        read.ImportFromPem(pem);
        return new SealPublicKey(read.ExportSubjectPublicKeyInfo());
    }

    public bool Accepts(byte[] batch, byte[] signature) => key.VerifyData(batch, signature, HashAlgorithmName.SHA256);

    public void Dispose() => key.Dispose();
}
