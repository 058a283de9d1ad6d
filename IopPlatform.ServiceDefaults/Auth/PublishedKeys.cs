using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Polly;

namespace IopPlatform.ServiceDefaults.Auth;

/// <summary>
/// The public keys that Identity publishes, kept fresh. A token that names a key not seen yet leads to one fetch before it is
/// judged, so that Identity may sign with a new key at once and no request fails; a key that is published no longer is
/// forgotten with the first request after <see cref="FreshFor"/>.
/// </summary>
/// <param name="fetch">Reads the key set as JSON.</param>
public sealed class PublishedKeys(Func<CancellationToken, Task<string>> fetch, TimeProvider time)
    : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    /// <summary>Tokens with made-up keys cause no more fetches than these in a minute.</summary>
    private const int UnknownKeysMaxInAMinute = 20;

    private readonly SemaphoreSlim gate = new(1, 1);
    private OpenIdConnectConfiguration? known;
    private DateTimeOffset fetchedAt;
    private DateTimeOffset minuteBegan;
    private int unknownInMinute;

    /// <summary>The latest refresh that nobody waited for.</summary>
    public Task Refreshing { get; private set; } = Task.CompletedTask;

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref known) is not { } present)
        {
            await gate.WaitAsync(cancel);
            try
            {
                return known ?? await FetchAsync(cancel);
            }
            finally
            {
                gate.Release();
            }
        }

        if (time.GetUtcNow() - fetchedAt >= FreshFor && await gate.WaitAsync(TimeSpan.Zero, cancel))
        {
            // Nobody waits for it: while Identity restarts, what it published before is still good.
            Refreshing = RefreshAsync();
        }

        return present;
    }

    /// <summary>Fetches once more when no key of this id is known.</summary>
    /// <param name="keyId">From a token's header; null names none.</param>
    public async Task LookForAsync(string? keyId, CancellationToken cancellationToken)
    {
        var present = await GetConfigurationAsync(cancellationToken);
        if (keyId is null || Has(present, keyId))
        {
            return;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!Has(known!, keyId) && MayLook())
            {
                await FetchAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (IsNoAnswer(exception))
        {
            // The token is judged by the keys that are known, and refused.
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Nothing to do: a refused token was looked up before it was judged.</summary>
    public void RequestRefresh()
    {
    }

    public void Dispose() => gate.Dispose();

    private static bool Has(OpenIdConnectConfiguration configuration, string keyId) =>
        configuration.SigningKeys.Any(key => key.KeyId == keyId);

    private bool MayLook()
    {
        var now = time.GetUtcNow();
        if (now - minuteBegan >= TimeSpan.FromMinutes(1))
        {
            (minuteBegan, unknownInMinute) = (now, 0);
        }

        return ++unknownInMinute <= UnknownKeysMaxInAMinute;
    }

    /// <summary>Holds the gate already.</summary>
    private async Task RefreshAsync()
    {
        try
        {
            await FetchAsync(CancellationToken.None);
        }
        catch (Exception exception) when (IsNoAnswer(exception))
        {
            // The next request asks again.
        }
        finally
        {
            gate.Release();
        }
    }

    private static bool IsNoAnswer(Exception exception) =>
        exception is HttpRequestException or ExecutionRejectedException or OperationCanceledException;

    private async Task<OpenIdConnectConfiguration> FetchAsync(CancellationToken cancellationToken)
    {
        var configuration = new OpenIdConnectConfiguration { JsonWebKeySet = new JsonWebKeySet(await fetch(cancellationToken)) };
        foreach (var key in configuration.JsonWebKeySet.GetSigningKeys())
        {
            configuration.SigningKeys.Add(key);
        }

        fetchedAt = time.GetUtcNow();
        Volatile.Write(ref known, configuration);
        return configuration;
    }
}
