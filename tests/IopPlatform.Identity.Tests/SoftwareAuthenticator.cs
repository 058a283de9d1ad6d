using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.Identity.Tests;

/// <summary>
/// A security key in memory: one ES256 credential, attestation "none", as WebAuthn has it. What a test wants wrong, it says.
/// </summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] credentialId = RandomNumberGenerator.GetBytes(16);
    private string userHandle = "";

    public string Origin { get; set; } = "http://localhost:8080";

    /// <summary>What it signs for in place of what it is asked for.</summary>
    public string? RelyingParty { get; set; }

    public uint Counter { get; set; }

    public bool VerifiesUser { get; set; } = true;

    public void Dispose() => key.Dispose();

    /// <summary>navigator.credentials.create</summary>
    public string Create(JsonNode options)
    {
        userHandle = options["user"]!["id"]!.GetValue<string>();
        var clientData = ClientData("webauthn.create", options["challenge"]!.GetValue<string>());
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data =
        [
            .. AuthenticatorData(options["rp"]!["id"]!.GetValue<string>(), HasCredential),
            .. new byte[16], 0, (byte)credentialId.Length, .. credentialId, .. cose,
        ];
        byte[] attestation =
        [
            0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data,
        ];
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Encode(clientData),
            ["attestationObject"] = Encode(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>navigator.credentials.get</summary>
    public string Get(JsonNode options, string? challenge = null, bool signsOther = false)
    {
        var clientData = ClientData("webauthn.get", challenge ?? options["challenge"]!.GetValue<string>());
        var data = AuthenticatorData(options["rpId"]!.GetValue<string>(), flags: 0);
        var signature = key.SignData([.. data, .. SHA256.HashData(signsOther ? data : clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Encode(clientData),
            ["authenticatorData"] = Encode(data),
            ["signature"] = Encode(signature),
            ["userHandle"] = userHandle,
        });
    }

    private byte[] AuthenticatorData(string relyingParty, byte flags)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        flags |= VerifiesUser ? (byte)(UserPresent | UserVerified) : UserPresent;
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RelyingParty ?? relyingParty)), flags, .. counter];
    }

    private byte[] ClientData(string type, string challenge) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type, challenge, origin = Origin, crossOrigin = false });

    private string Credential(JsonObject response) => new JsonObject
    {
        ["id"] = Encode(credentialId),
        ["rawId"] = Encode(credentialId),
        ["type"] = "public-key",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    private static string Encode(byte[] bytes) => Base64UrlEncoder.Encode(bytes);
}
