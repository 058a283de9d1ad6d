using System.Net;
using System.Net.Sockets;

namespace IopPlatform.AppHost.Local;

/// <summary>Receives every e-mail of the platform on loopback and keeps it where it can be looked at.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private const int ClientsMax = 64;
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(5);
    private readonly TcpListener listener;
    private readonly MailFolder folder;
    private readonly MailPage page;
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim clients = new(ClientsMax);
    private readonly Task accepting;

    private SmtpSink(TcpListener listener, MailFolder folder, MailPage page)
    {
        this.listener = listener;
        this.folder = folder;
        this.page = page;
        accepting = AcceptAsync();
    }

    public static async Task<SmtpSink> StartAsync(string folder, int port, int webPort, CancellationToken cancellationToken)
    {
        var mail = new MailFolder(folder);
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return new SmtpSink(listener, mail, await MailPage.StartAsync(mail, webPort, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await page.DisposeAsync();
        stop.Dispose();
        clients.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await clients.WaitAsync(stop.Token);
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The sink is being disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token))
            {
                limit.CancelAfter(SilenceMax);
                await new SmtpConversation(client.GetStream(), folder).RunAsync(limit.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidDataException or OperationCanceledException)
        {
            // The client is gone or broke the rules; it notices by the closed connection and sends again.
        }
        finally
        {
            if (!stop.IsCancellationRequested)
            {
                clients.Release();
            }
        }
    }
}
