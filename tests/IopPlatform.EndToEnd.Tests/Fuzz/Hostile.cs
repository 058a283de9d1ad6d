namespace IopPlatform.EndToEnd.Tests.Fuzz;

/// <summary>What strangers send. JSON values are raw tokens, so that those which no serializer would write are among them.</summary>
internal static class Hostile
{
    public static readonly IReadOnlyList<string> JsonValues =
    [
        "null", "true", "0", "-1", "2147483648", "1e308", "1e999", "99999999999999999999999999", "\"\"", "\" \"", "[]", "{}", "[null]",
        "{\"$ref\":\"#\"}", "\"\\u0000\"", "\"\\ud800\"", "\"\\u202Egnp.exe\"", "\"'; drop table notes; --\"", "\"<script>alert(1)</script>\"",
        "\"../../../../etc/passwd\"", "\"${jndi:ldap://127.0.0.1/x}\"", "\"{0}%s%n\"", "\"0001-01-01\"", "\"9999-12-31\"",
        "\"9999-12-31T23:59:59.9999999+14:00\"", "\"-0001-13-45\"", "\"00000000-0000-0000-0000-000000000000\"", "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"",
        $"\"{new string('x', 100_000)}\"", $"{new string('[', 200)}{new string(']', 200)}",
    ];

    public static readonly IReadOnlyList<string> Segments =
    [
        "0", "-1", "null", "%00", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "'%20or%201=1--", "00000000-0000-0000-0000-000000000000", "%F0%9F%92%A3", "%ff%fe",
        new string('9', 4000),
    ];

    public static readonly IReadOnlyList<string> QueryValues =
    [
        "", "-1", "0", "99999999999999", "null", "'; drop table notes; --", "\u0000", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "not-a-date",
        "AAAA", "eyJhIjoxfQ", "+14:00", "%", "*", "\ufffd", new string('a', 3000),
    ];

    /// <summary>Bodies that are wrong as a whole, with their content type.</summary>
    public static readonly IReadOnlyList<(string Name, byte[] Body, string ContentType)> Bodies =
    [
        ("nothing", [], "application/json"),
        ("null", "null"u8.ToArray(), "application/json"),
        ("an array", "[1,2]"u8.ToArray(), "application/json"),
        ("a text", "\"x\""u8.ToArray(), "application/json"),
        ("cut off", "{\"a\":"u8.ToArray(), "application/json"),
        ("two values", "{}{}"u8.ToArray(), "application/json"),
        ("one name twice", "{\"reason\":\"a\",\"reason\":\"b\"}"u8.ToArray(), "application/json"),
        ("invalid UTF-8", [0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d], "application/json"),
        ("UTF-16", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00], "application/json"),
        ("UTF-16 by its header", [0x7b, 0x00, 0x7d, 0x00], "application/json; charset=utf-16"),
        ("an unknown charset", "{}"u8.ToArray(), "application/json; charset=klingon"),
        ("XML", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"u8.ToArray(), "application/xml"),
        ("a form", "a=1&b=2"u8.ToArray(), "application/x-www-form-urlencoded"),
        ("bytes", [0x00, 0x01, 0x02, 0xff], "application/octet-stream"),
        ("deep", System.Text.Encoding.ASCII.GetBytes(new string('[', 100_000)), "application/json"),
        ("too large", new byte[2 * 1024 * 1024 + 1], "application/json"),
    ];
}
