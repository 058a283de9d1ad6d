using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IopPlatform.Persistence.Audit.Sealing;

namespace IopPlatform.AppHost.Local;

/// <summary>Generated secrets in one file that only its owner may read. They are made once, never logged, and read anew
/// each time.</summary>
public sealed class Secrets
{
    private const string CurrentKey = "signing-key";
    private const string FormerKey = "signing-key-former";
    private const string FromName = "signing-key-from";
    private static readonly string[] Moods = ["Calm", "Clear", "Fresh", "Quiet", "Steady", "Sunny", "Warm", "Bright"];
    private static readonly string[] Places = ["Bridge", "Garden", "Harbor", "Meadow", "Orchard", "River", "Valley", "Window"];
    private readonly string path;
    private readonly Lock gate = new();

    /// <summary>Keeps other processes out while one changes the file.</summary>
    private readonly string mutexName;

    private Secrets(string path)
    {
        this.path = Path.GetFullPath(path);
        mutexName = "Global\\iop-secrets-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(this.path)));
    }

    /// <summary>Readable enough to type from the screen.</summary>
    public string DemoPassword => Get("demo-password", () => string.Create(
        CultureInfo.InvariantCulture, $"{Pick(Moods)}-{Pick(Places)}-{RandomNumberGenerator.GetInt32(1000, 10000)}"));

    /// <summary>The seed of the demo people's authenticator codes.</summary>
    public string DemoTotpSeed => Password("demo-totp-seed");

    /// <summary>The newest key that signs tokens. Base64 of a PKCS#8 RSA key of 2048 bits.</summary>
    public string SigningKey => Get(CurrentKey, NewSigningKey);

    /// <summary>The key before it, still published; null before the first rotation, and when it leaked.</summary>
    public string? FormerSigningKey => Peek(FormerKey) is { Length: > 0 } key ? key : null;

    /// <summary>When the newest key takes over from the one before it; null before the first rotation.</summary>
    public DateTimeOffset? SigningFrom =>
        Peek(FromName) is { Length: > 0 } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>The demo partner's private key. Base64 of a PKCS#8 P-256 key.</summary>
    public string PartnerKey => Get("partner-key", () =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    });

    /// <summary>Base64 of a PKCS#8 ECDSA key on P-256.</summary>
    public string AuditSigningKey(string project) => Get($"audit-signing-key-{project}", SealSigningKey.Generate);

    /// <summary>What the batches of a project's audit trail are checked with.</summary>
    public string AuditPublicKey(string project)
    {
        using var key = new SealSigningKey(AuditSigningKey(project));
        return key.Public.Pem;
    }

    /// <summary>
    /// A new key is published and signs from a time on; until then the present one does, which stays published until the next
    /// rotation. The one before that is forgotten.
    /// </summary>
    public void RotateSigningKey(DateTimeOffset from) => Change(values =>
    {
        values[FormerKey] = values.GetValueOrDefault(CurrentKey) ?? NewSigningKey();
        values[CurrentKey] = NewSigningKey();
        values[FromName] = from.ToString("O", CultureInfo.InvariantCulture);
    });

    /// <summary>A new key signs at once and every other is forgotten: what they have signed and encrypted counts no more.</summary>
    public void ReplaceSigningKey() => Change(values =>
    {
        values[FormerKey] = "";
        values[CurrentKey] = NewSigningKey();
        values[FromName] = "";
    });

    public static Secrets Open(string dataFolder) => new(Path.Combine(dataFolder, "secrets.json"));

    /// <summary>A password of 128 random bits, letters and digits only.</summary>
    public string Password(string name) => Get(name, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    internal DatabasePasswords Database(string database) =>
        new(Password($"{database}-migrator"), Password($"{database}-app"), Password($"{database}-relay"));

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];

    private string Get(string name, Func<string> generate)
    {
        if (Peek(name) is { } present)
        {
            return present;
        }

        var value = "";
        Change(values => value = values.TryGetValue(name, out var other) ? other : values[name] = generate());
        return value;
    }

    private string? Peek(string name)
    {
        lock (gate)
        {
            return Read().GetValueOrDefault(name);
        }
    }

    /// <summary>The file is the truth, because a command in another terminal may change it while the platform runs.</summary>
    private void Change(Action<Dictionary<string, string>> change)
    {
        lock (gate)
        {
            using var alone = new Mutex(initiallyOwned: false, mutexName);
            try
            {
                alone.WaitOne();
            }
            catch (AbandonedMutexException)
            {
                // Its owner was killed; the file is replaced in one step, so it is whole.
            }

            try
            {
                var values = Read();
                change(values);
                PrivateFile.Write(path, JsonSerializer.Serialize(new SortedDictionary<string, string>(values)));
            }
            finally
            {
                alone.ReleaseMutex();
            }
        }
    }

    private Dictionary<string, string> Read() =>
        File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))! : [];

    private static string NewSigningKey()
    {
        using var key = RSA.Create(2048);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }
}
