using System.Text;

namespace IopPlatform.AppHost.Local;

/// <summary>One client's conversation after RFC 5321, as far as a sink needs it: everything is accepted, nothing is sent on.</summary>
internal sealed class SmtpConversation(Stream stream, MailFolder folder)
{
    public const int MessageBytesMax = 10 * 1024 * 1024;
    private const int LineBytesMax = 4096;
    private const int RecipientsMax = 100;
    private readonly SmtpLines lines = new(stream, LineBytesMax);
    private readonly List<string> recipients = [];
    private string? sender;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ReplyAsync("220 localhost mail sink ready", cancellationToken);
        while (await lines.ReadAsync(cancellationToken) is { } bytes)
        {
            var line = Encoding.UTF8.GetString(bytes);
            var verb = line.Split(' ', 2)[0].ToUpperInvariant();
            if (verb == "DATA" && recipients.Count > 0)
            {
                await ReceiveAsync(cancellationToken);
                continue;
            }

            await ReplyAsync(Answer(verb, line), cancellationToken);
            if (verb == "QUIT")
            {
                return;
            }
        }
    }

    private string Answer(string verb, string line)
    {
        switch (verb)
        {
            case "EHLO":
                Reset();
                return $"250-localhost\r\n250-SIZE {MessageBytesMax}\r\n250-8BITMIME\r\n250 SMTPUTF8";
            case "HELO":
                Reset();
                return "250 localhost";
            case "MAIL":
                return Mail(line);
            case "RCPT":
                return Recipient(line);
            case "DATA":
                return "503 MAIL and RCPT come first";
            case "RSET":
                Reset();
                return "250 reset";
            case "NOOP":
                return "250 fine";
            case "VRFY":
                return "252 every mailbox is accepted";
            case "QUIT":
                return "221 bye";
            default:
                return "502 not implemented";
        }
    }

    private string Mail(string line)
    {
        if (sender is not null)
        {
            return "503 a message is begun already";
        }

        if (Path(line, "MAIL FROM:") is not { } path)
        {
            return "501 expected MAIL FROM:<address>";
        }

        var size = line.IndexOf(" SIZE=", StringComparison.OrdinalIgnoreCase);
        if (size > 0 && long.TryParse(line[(size + 6)..].Split(' ')[0], out var bytes) && bytes > MessageBytesMax)
        {
            return "552 too large";
        }

        sender = path;
        return "250 ok";
    }

    private string Recipient(string line)
    {
        if (sender is null)
        {
            return "503 MAIL comes first";
        }

        if (Path(line, "RCPT TO:") is not { Length: > 0 } path)
        {
            return "501 expected RCPT TO:<address>";
        }

        if (recipients.Count == RecipientsMax)
        {
            return "452 too many recipients";
        }

        recipients.Add(path);
        return "250 ok";
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await ReplyAsync("354 end with a line of one dot", cancellationToken);
        using var message = new MemoryStream();
        var tooLarge = false;
        while (true)
        {
            var line = await lines.ReadAsync(cancellationToken)
                ?? throw new EndOfStreamException("The client left within a message.");
            if (line is [(byte)'.'])
            {
                break;
            }

            // A line that begins with a dot was sent with one more.
            var text = line is [(byte)'.', ..] ? line.AsMemory(1) : line;
            tooLarge |= message.Length + text.Length + 2 > MessageBytesMax;
            if (!tooLarge)
            {
                message.Write(text.Span);
                message.Write("\r\n"u8);
            }
        }

        var reply = tooLarge ? "552 too large" : $"250 stored as {folder.Store(sender!, recipients, message.ToArray())}";
        Reset();
        await ReplyAsync(reply, cancellationToken);
    }

    private void Reset()
    {
        sender = null;
        recipients.Clear();
    }

    private static string? Path(string line, string command)
    {
        var open = line.IndexOf('<', StringComparison.Ordinal);
        var close = line.IndexOf('>', StringComparison.Ordinal);
        return line.StartsWith(command, StringComparison.OrdinalIgnoreCase) && open > 0 && close > open ? line[(open + 1)..close] : null;
    }

    private async Task ReplyAsync(string reply, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"), cancellationToken);
}
