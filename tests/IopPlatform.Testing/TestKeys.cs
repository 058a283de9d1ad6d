using System.Security.Cryptography;
using IopPlatform.Persistence.Encryption;
using Microsoft.Extensions.Configuration;

namespace IopPlatform.Testing;

/// <summary>The platform key of a test run; it is gone with the process.</summary>
public static class TestKeys
{
    public const string Setting = "Encryption:PlatformKeys:0";

    public static readonly string Platform = NewKey();

    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Platform keys as a process with this configuration has them; the first wraps.</summary>
    public static PlatformKeys With(params string[] keys) => PlatformKeys.From(new ConfigurationBuilder()
        .AddInMemoryCollection(keys.Select((key, index) => KeyValuePair.Create($"Encryption:PlatformKeys:{index}", (string?)key)))
        .Build());
}
