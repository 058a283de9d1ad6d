using Microsoft.Extensions.Configuration;

namespace IopPlatform.ServiceDefaults.Configuration;

public static class RequiredConfiguration
{
    /// <summary>The value of a key that the process cannot start without.</summary>
    /// <exception cref="InvalidOperationException">The key is missing or empty; the message names it.</exception>
    public static string Required(this IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"Configuration key '{key}' is missing. Set it as the environment variable '{key.Replace(":", "__")}'.");

    /// <summary>The connection string of a resource, named as in the topology.</summary>
    /// <exception cref="InvalidOperationException">The key is missing or empty; the message names it.</exception>
    public static string RequiredConnectionString(this IConfiguration configuration, string name) =>
        configuration.Required($"ConnectionStrings:{name}");
}
