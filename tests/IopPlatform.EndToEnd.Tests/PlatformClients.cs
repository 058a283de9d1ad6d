using System.Net.Http.Headers;
using System.Security.Cryptography;
using Dapper;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace IopPlatform.EndToEnd.Tests;

internal static class PlatformClients
{
    /// <summary>A token such as Identity would sign, for any caller; signed with this platform's own key.</summary>
    public static string Token(this PlatformFixture platform, Caller caller)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(platform.Platform.Secrets.SigningKey), out _);
        var key = new RsaSecurityKey(rsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return TestTokens.For(caller, key: key, issuer: platform.Gateway.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>A client of the gateway, or of one service directly.</summary>
    public static HttpClient Client(this PlatformFixture platform, Caller caller, string project = "gateway")
    {
        var client = new HttpClient { BaseAddress = platform.Platform.Address(project) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", platform.Token(caller));
        return client;
    }

    /// <summary>The trace ids of the audit rows that name a resource.</summary>
    public static async Task<IReadOnlyList<string>> TracesAsync(this PlatformFixture platform, string service, Guid resource)
    {
        await using var connection = new NpgsqlConnection(platform.Platform.Database(service, AppHost.DatabaseRole.Migrator));
        return (await connection.QueryAsync<string>("select trace_id from audit where resource_id = @resource and trace_id is not null", new { resource })).AsList();
    }
}
