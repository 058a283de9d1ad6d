using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.Persistence.Encryption;

/// <summary>
/// The words of a text as a <c>bytea[]</c> of keyed hashes: equal words of one organization have equal tokens, and without the
/// organization's key nobody can tell the word, not even by trying a dictionary.
/// </summary>
public sealed class SearchableText : KeyedValue
{
    private const int TokenLength = 16;
    private const int SearchKeyLength = 32;
    private readonly IReadOnlyCollection<string> words;

    private SearchableText(IReadOnlyCollection<string> words) => this.words = words;

    /// <summary>How many words there are to look for, each counted once.</summary>
    public int Count => words.Count;

    internal override string Purpose => KeyPurpose.Search;

    public static SearchableText Of(string text) => new(SearchWords.In(text));

    internal override object Under(DataKey key)
    {
        Span<byte> searchKey = stackalloc byte[SearchKeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret, searchKey, salt: [], info: "search tokens, version 1"u8);
        var tokens = new byte[words.Count][];
        var index = 0;
        foreach (var word in words)
        {
            tokens[index++] = HMACSHA256.HashData(searchKey, Encoding.UTF8.GetBytes(word))[..TokenLength];
        }

        return tokens;
    }
}
