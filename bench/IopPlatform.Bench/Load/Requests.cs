using System.Text;

namespace IopPlatform.Bench.Load;

/// <summary>Requests as the bytes that go over the wire.</summary>
internal static class Requests
{
    public static byte[] Get(Uri gateway, string path, string token) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {gateway.Authority}\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n\r\n");

    public static byte[] WithBody(string method, Uri gateway, string path, string token, string body, string? idempotencyKey = null)
    {
        var key = idempotencyKey is null ? "" : $"Idempotency-Key: {idempotencyKey}\r\n";
        // Bodies of the bench are ASCII, so that characters are bytes.
        return Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {gateway.Authority}\r\nAuthorization: Bearer {token}\r\n{key}"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
