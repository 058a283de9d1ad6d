using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>What a signature stands for: SHA-256 over the record's id and its text, as lower-case hexadecimal.</summary>
public static class ContentHash
{
    /// <summary>The id is part of it, so that signed text cannot be moved to another record.</summary>
    public static string Of(Guid recordId, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{recordId}\n{text}")));
}
