using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.AppHost.Local;

/// <summary>A received message: what the list shows of it.</summary>
/// <param name="Recipients">From the envelope, so blind copies are seen, too.</param>
public sealed record ReceivedMail(string Id, DateTimeOffset ReceivedAt, string From, IReadOnlyList<string> Recipients, string Subject);

/// <summary>The newest messages as .eml files in a folder.</summary>
internal sealed class MailFolder(string folder, int messagesMax = 1000)
{
    private const string Envelope = "X-Envelope-To: ";
    private readonly Lock gate = new();

    public string Store(string from, IReadOnlyList<string> recipients, byte[] message)
    {
        lock (gate)
        {
            Directory.CreateDirectory(folder);
            var now = TimeProvider.System.GetUtcNow();
            var id = $"{now.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
            var header = Encoding.ASCII.GetBytes($"Return-Path: <{from}>\r\n{Envelope}{string.Join(", ", recipients)}\r\n");
            File.WriteAllBytes(PathOf(id), [.. header, .. message]);
            foreach (var old in Directory.EnumerateFiles(folder, "*.eml").OrderDescending().Skip(messagesMax).ToList())
            {
                File.Delete(old);
            }

            return id;
        }
    }

    /// <summary>All messages, newest first.</summary>
    public IReadOnlyList<ReceivedMail> List() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.eml").OrderDescending().Select(Summary)]
        : [];

    /// <returns>Null when there is no such message.</returns>
    public byte[]? Read(string id) =>
        id.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') && File.Exists(PathOf(id))
            ? File.ReadAllBytes(PathOf(id))
            : null;

    private string PathOf(string id) => Path.Combine(folder, $"{id}.eml");

    private static ReceivedMail Summary(string path)
    {
        var headers = Unfold(File.ReadLines(path, Encoding.UTF8).TakeWhile(line => line.Length > 0));
        var id = Path.GetFileNameWithoutExtension(path);
        return new ReceivedMail(
            id,
            DateTimeOffset.ParseExact(id[..18], "yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            Header(headers, "From: "),
            Header(headers, Envelope).Split(", ", StringSplitOptions.RemoveEmptyEntries),
            Header(headers, "Subject: "));
    }

    private static List<string> Unfold(IEnumerable<string> lines)
    {
        var headers = new List<string>();
        foreach (var line in lines)
        {
            if (line[0] is ' ' or '\t' && headers.Count > 0)
            {
                headers[^1] += line;
            }
            else
            {
                headers.Add(line);
            }
        }

        return headers;
    }

    private static string Header(List<string> headers, string name) =>
        headers.Find(header => header.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..] ?? "";
}
