using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.EndToEnd.Tests.Fuzz;

/// <summary>Tokens that Identity never issued, or that no longer hold, at the gateway and at every service behind it.</summary>
public sealed class ForgedTokenTests(JourneyPlatform platform)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Caller Director = Callers.Staff(JourneyPlatform.Harbor, Roles.All);

    [Fact]
    public async Task Operations_GoodToken_IsAccepted()
    {
        // Without this, a forged token could be refused for another reason.
        foreach (var (address, path) in Doors())
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(address, path, platform.Token(Director)));
        }
    }

    [Fact]
    public async Task Operations_ForgedTokens_AreUnauthorized()
    {
        var accepted = new List<string>();
        foreach (var (address, path) in Doors())
        {
            foreach (var (name, token) in Forgeries())
            {
                var status = await StatusAsync(address, path, token);
                if (status is not (HttpStatusCode.Unauthorized or HttpStatusCode.RequestHeaderFieldsTooLarge))
                {
                    accepted.Add($"{name} at {address}{path}: {(int)status}");
                }
            }
        }

        Assert.Empty(accepted);
    }

    private IEnumerable<(string Name, string Token)> Forgeries()
    {
        var issuer = platform.Gateway.GetLeftPart(UriPartial.Authority);
        var good = platform.Token(Director);
        var parts = good.Split('.');
        var key = PlatformKey();
        yield return ("expired", TestTokens.For(Director, TimeSpan.FromMinutes(-2), key, issuer));
        yield return ("signed by a stranger", TestTokens.For(Director, key: new RsaSecurityKey(RSA.Create(2048)), issuer: issuer));
        yield return ("of another issuer", TestTokens.For(Director, key: key, issuer: "https://stranger.example"));
        yield return ("without signature", $"{parts[0]}.{parts[1]}.");
        yield return ("alg none", $"{Segment(new { alg = "none", typ = "at+jwt" })}.{parts[1]}.");
        yield return ("of type JWT", Resigned(key, parts[1], new { alg = "RS256", typ = "JWT" }));
        yield return ("for another audience", Resigned(key, Changed(parts[1], "aud", "another-api"), new { alg = "RS256", typ = "at+jwt" }));
        yield return ("not valid yet", Resigned(key, Changed(parts[1], "nbf", 4_000_000_000), new { alg = "RS256", typ = "at+jwt" }));
        yield return ("with changed roles", $"{parts[0]}.{Changed(parts[1], "role", "operator")}.{parts[2]}");
        yield return ("with the public key as a shared secret", Hmac(key, parts[1]));
        yield return ("empty", "");
        yield return ("no token", "x.y.z");
        yield return ("not base64", "🙂.🙂.🙂".Replace("🙂", "%%", StringComparison.Ordinal));
        yield return ("huge", $"{parts[0]}.{new string('A', 20_000)}.{parts[2]}");
    }

    /// <summary>The gateway and each service, with an operation that any member may call.</summary>
    private IEnumerable<(Uri Address, string Path)> Doors()
    {
        foreach (var operation in platform.Api.Operations
            .Where(operation => operation is { Method: "GET", Roles: not null } && !operation.Path.Contains('{'))
            .DistinctBy(operation => operation.Service))
        {
            yield return (platform.Gateway, operation.Path);
            yield return (platform.Platform.Address(operation.Service), operation.Path);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(Uri address, string path, string token)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    private RsaSecurityKey PlatformKey()
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(platform.Platform.Secrets.SigningKey), out _);
        return new RsaSecurityKey(rsa);
    }

    private static string Segment(object json) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(json));

    private static string Changed(string payload, string claim, object value)
    {
        var claims = JsonSerializer.Deserialize<Dictionary<string, object>>(Base64UrlEncoder.DecodeBytes(payload))!;
        claims[claim] = value;
        return Segment(claims);
    }

    private static string Resigned(RsaSecurityKey key, string payload, object header)
    {
        var content = $"{Segment(header)}.{payload}";
        return $"{content}.{Base64UrlEncoder.Encode(key.Rsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Hmac(RsaSecurityKey key, string payload)
    {
        var content = $"{Segment(new { alg = "HS256", typ = "at+jwt" })}.{payload}";
        return $"{content}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key.Rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(content)))}";
    }
}
