using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.AppHost.Local;

/// <summary>Where a platform keeps everything that survives it.</summary>
public static class DataFolder
{
    private const UnixFileMode Reachable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>
    /// IOP_DATA, or a folder of this checkout's own, so that two checkouts do not meet. For root it lies where the servers'
    /// users can reach it.
    /// </summary>
    public static string Default(string checkout)
    {
        if (Environment.GetEnvironmentVariable("IOP_DATA") is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        var home = Native.IsRoot
            ? "/var/lib/iop-platform"
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "iop-platform");
        return Path.Combine(home, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(checkout)))[..8]);
    }

    public static string Logs(string folder) => Path.Combine(folder, "logs");

    public static string Mail(string folder) => Path.Combine(folder, "mail");

    public static string AuditSeals(string folder) => Path.Combine(folder, ResourceNames.AuditSeals);

    /// <summary>Creates the folder such that the servers' users can pass through it; what is private lies below in folders of its own.</summary>
    public static void Create(string folder) => Directory.CreateDirectory(folder, Reachable);
}
