using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// The key that wraps all data keys, in a file that only its owner may read, apart from the data folder: neither the data nor
/// a backup of them can be read without it. One key a line, the first wraps. The data folder holds only which file is meant
/// and a check value.
/// </summary>
public sealed class PlatformKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int KeyLength = 32;
    private readonly string marker;

    private PlatformKeyFile(string path, string marker, bool created) => (Path, this.marker, Created) = (path, marker, created);

    public string Path { get; }

    /// <summary>It was made by this call.</summary>
    public bool Created { get; }

    /// <summary><c>$XDG_CONFIG_HOME/iop-platform</c>, or <c>~/.config/iop-platform</c>.</summary>
    public static string DefaultFolder => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "iop-platform");

    /// <summary>Where the key of a data folder lies; null when the folder has none yet.</summary>
    public static string? Find(string dataFolder, string keyFolder) =>
        Read(Marker(dataFolder)) is { } known ? System.IO.Path.Combine(keyFolder, known.File) : null;

    /// <summary>The data folder's key, made at its first start.</summary>
    /// <exception cref="InvalidOperationException">The key is missing or another one, or would lie inside the data folder.</exception>
    public static PlatformKeyFile Open(string dataFolder, string keyFolder)
    {
        var inside = System.IO.Path.GetRelativePath(dataFolder, keyFolder);
        if (inside == "." || !(inside.StartsWith("..", StringComparison.Ordinal) || System.IO.Path.IsPathRooted(inside)))
        {
            throw new InvalidOperationException($"The platform key must not lie in the data folder: {keyFolder} is inside {dataFolder}.");
        }

        if (Read(Marker(dataFolder)) is not { } known)
        {
            return Create(dataFolder, keyFolder);
        }

        var path = System.IO.Path.Combine(keyFolder, known.File);
        if (!File.Exists(path))
        {
            throw new InvalidOperationException(
                $"The platform key {path} is missing. The data in {dataFolder} are encrypted and cannot be read without it. "
                + "Put it back from where it is kept; to give the data up, run ./iop reset.");
        }

        return File.ReadAllLines(path).Any(key => Check(key) == known.Check)
            ? new PlatformKeyFile(path, Marker(dataFolder), created: false)
            : throw new InvalidOperationException($"{path} does not hold the platform key of the data in {dataFolder}.");
    }

    /// <summary>Puts a new key before the others; it wraps from the moment the services have read it.</summary>
    public void AddKey()
    {
        var key = NewKey();
        PrivateFile.Write(Path, string.Join('\n', [key, .. File.ReadAllLines(Path).Where(line => line.Length > 0), ""]));
        // The new key opens nothing yet, but the file is found by it as well as by the former.
        Write(marker, new Known(System.IO.Path.GetFileName(Path), Check(key)));
    }

    private static PlatformKeyFile Create(string dataFolder, string keyFolder)
    {
        var name = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.platform-key";
        var path = System.IO.Path.Combine(keyFolder, name);
        Directory.CreateDirectory(keyFolder, OwnerOnly);
        var key = NewKey();
        PrivateFile.Write(path, key + "\n");
        Write(Marker(dataFolder), new Known(name, Check(key)));
        return new PlatformKeyFile(path, Marker(dataFolder), created: true);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength));

    /// <summary>Tells one key from another without revealing either.</summary>
    private static string Check(string key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Trim()), "iop platform key check"u8))[..16];

    private static string Marker(string dataFolder) => System.IO.Path.Combine(dataFolder, "platform-key.json");

    private static Known? Read(string marker) =>
        File.Exists(marker) ? JsonSerializer.Deserialize<Known>(File.ReadAllText(marker)) : null;

    private static void Write(string marker, Known known) => PrivateFile.Write(marker, JsonSerializer.Serialize(known));

    private sealed record Known(string File, string Check);
}
