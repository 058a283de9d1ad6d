using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace IopPlatform.AppHost.Local;

/// <summary>Generated secrets in one file that only its owner may read. They are made once and never logged.</summary>
public sealed class Secrets
{
    private static readonly string[] Moods = ["Calm", "Clear", "Fresh", "Quiet", "Steady", "Sunny", "Warm", "Bright"];
    private static readonly string[] Places = ["Bridge", "Garden", "Harbor", "Meadow", "Orchard", "River", "Valley", "Window"];
    private readonly string path;
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, string> values;

    private Secrets(string path, ConcurrentDictionary<string, string> values)
    {
        this.path = path;
        this.values = values;
    }

    /// <summary>Readable enough to type from the screen.</summary>
    public string DemoPassword => Get("demo-password", () => string.Create(
        CultureInfo.InvariantCulture, $"{Pick(Moods)}-{Pick(Places)}-{RandomNumberGenerator.GetInt32(1000, 10000)}"));

    /// <summary>Base64 of a PKCS#8 RSA key of 2048 bits.</summary>
    public string SigningKey => Get("signing-key", () =>
    {
        using var key = RSA.Create(2048);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    });

    public static Secrets Open(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "secrets.json");
        var values = File.Exists(path)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))!
            : [];
        return new Secrets(path, new ConcurrentDictionary<string, string>(values));
    }

    /// <summary>A password of 128 random bits, letters and digits only.</summary>
    public string Password(string name) => Get(name, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    internal DatabasePasswords Database(string database) =>
        new(Password($"{database}-migrator"), Password($"{database}-app"), Password($"{database}-relay"));

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];

    private string Get(string name, Func<string> generate)
    {
        lock (gate)
        {
            if (!values.TryGetValue(name, out var value))
            {
                values[name] = value = generate();
                PrivateFile.Write(path, JsonSerializer.Serialize(new SortedDictionary<string, string>(values)));
            }

            return value;
        }
    }
}
