using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IopPlatform.Journeys.Gateway;

/// <summary>
/// How the demo partner system proves itself: it signs an assertion with its private key (private_key_jwt, RFC 7523). The
/// platform knows the public key only.
/// </summary>
public static class PartnerKey
{
    public const string Client = "demo-partner";

    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan AssertionLasts = TimeSpan.FromMinutes(2);

    /// <param name="key">Base64 of a PKCS#8 P-256 key.</param>
    public static string PublicKeySet(string key)
    {
        using var pair = Open(key);
        var (point, id) = (pair.ExportParameters(includePrivateParameters: false).Q, IdOf(pair));
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = id, x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) },
            },
        });
    }

    /// <summary>A signed assertion, good once and for two minutes.</summary>
    public static string Assertion(string key, Uri issuer, DateTimeOffset now)
    {
        using var pair = Open(key);
        var header = Part(new { alg = "ES256", kid = IdOf(pair), typ = "client-authentication+jwt" });
        var claims = Part(new
        {
            iss = Client,
            sub = Client,
            aud = issuer.AbsoluteUri,
            jti = Guid.CreateVersion7().ToString(),
            iat = now.ToUnixTimeSeconds(),
            exp = (now + AssertionLasts).ToUnixTimeSeconds(),
        });
        var signature = pair.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256);
        return $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Signs the partner in.</summary>
    /// <returns>The access token.</returns>
    public static async Task<string> SignInAsync(Uri gateway, string key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Client,
            ["client_assertion_type"] = AssertionType,
            ["client_assertion"] = Assertion(key, gateway, now),
        });
        using var response = await http.PostAsync(new Uri(gateway, "/connect/token"), form, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(answer)!.Text("access_token")
            : throw new JourneyException($"The partner was not signed in: {answer}");
    }

    private static string Part(object content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));

    private static ECDsa Open(string key)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(Convert.FromBase64String(key), out _);
        return pair;
    }

    private static string IdOf(ECDsa pair) => Base64Url.EncodeToString(SHA256.HashData(pair.ExportSubjectPublicKeyInfo()));
}
