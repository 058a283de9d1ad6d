using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace IopPlatform.Notifications.Tests;

public sealed record DeliveredMail(string To, MimeMessage Message)
{
    public string Text => (Message.TextBody ?? "").ReplaceLineEndings("\n");
}

/// <summary>How the server treats one recipient.</summary>
public enum Treatment
{
    Accept,

    /// <summary>Refuses for good (550).</summary>
    Refuse,

    /// <summary>Refuses for now (451).</summary>
    PutOff,
}

/// <summary>A mail server on loopback that treats each recipient as a test wants.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<DeliveredMail> delivered = new();
    private readonly ConcurrentDictionary<string, Treatment> treatments = new();
    private readonly ConcurrentDictionary<string, int> attempts = new();
    private readonly Task accepting;

    public MailServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Treat(string recipient, Treatment treatment) => treatments[recipient] = treatment;

    public int Attempts(string recipient) => attempts.GetValueOrDefault(recipient);

    public IReadOnlyList<DeliveredMail> To(string recipient) => [.. delivered.Where(mail => mail.To == recipient)];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            await TalkAsync(connection.GetStream());
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        // Latin 1 keeps every byte as it came.
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
        var recipient = "";
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "RCPT":
                    recipient = line.Split('<', '>')[1];
                    await writer.WriteLineAsync(Answer(recipient));
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    delivered.Enqueue(new DeliveredMail(recipient, await ReadMessageAsync(reader)));
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 fine");
                    break;
            }
        }
    }

    private string Answer(string recipient)
    {
        attempts.AddOrUpdate(recipient, 1, (_, count) => count + 1);
        return treatments.GetValueOrDefault(recipient) switch
        {
            Treatment.Accept => "250 fine",
            Treatment.Refuse => "550 no such mailbox",
            Treatment.PutOff => "451 try again later",
        };
    }

    private async Task<MimeMessage> ReadMessageAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        using var bytes = new MemoryStream(Encoding.Latin1.GetBytes(text.ToString()));
        return await MimeMessage.LoadAsync(bytes, stop.Token);
    }
}
