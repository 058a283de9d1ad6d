using IopPlatform.AppHost;
using IopPlatform.AppHost.Local;

namespace IopPlatform.Testing;

/// <summary>What Redis keeps on its disk.</summary>
public static class RedisFiles
{
    internal static string In(string dataFolder) => Path.Combine(dataFolder, ResourceNames.Redis, "appendonlydir");

    /// <summary>Kills a platform's Redis and takes its files away; it comes back by itself, without anything.</summary>
    public static Task RestartRedisEmptyAsync(this LocalPlatform platform, string dataFolder)
    {
        // Redis holds its file open and goes on writing to it, so nothing comes back between this and the kill.
        Directory.Delete(In(dataFolder), recursive: true);
        return platform.KillAsync(ResourceNames.Redis);
    }
}
