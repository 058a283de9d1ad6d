using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class SmtpSinkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversation_WithAMessage_StoresWhatWasSent()
    {
        using var folder = new TemporaryFolder();
        var (port, web) = TwoPorts();
        await using var sink = await SmtpSink.StartAsync(folder.Path, port, web, Cancellation);
        using var client = await Client.ConnectAsync(port);

        Assert.StartsWith("220", await client.ReadAsync());
        Assert.StartsWith("250", await client.SendAsync("EHLO test", replies: 4));
        Assert.StartsWith("250", await client.SendAsync("MAIL FROM:<clinic@example.org> SIZE=100"));
        Assert.StartsWith("250", await client.SendAsync("RCPT TO:<ann@example.org>"));
        Assert.StartsWith("250", await client.SendAsync("RCPT TO:<bob@example.org>"));
        Assert.StartsWith("354", await client.SendAsync("DATA"));
        Assert.StartsWith("250", await client.SendAsync("Subject: See you\r\n at ten\r\nFrom: Clinic <clinic@example.org>\r\n\r\n..one dot\r\nlast\r\n."));
        Assert.StartsWith("221", await client.SendAsync("QUIT"));

        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{web}") };
        var mail = Assert.Single((await http.GetFromJsonAsync<ReceivedMail[]>("/messages.json", Cancellation))!);
        Assert.Equal("See you at ten", mail.Subject);
        Assert.Equal(["ann@example.org", "bob@example.org"], mail.Recipients);
        Assert.Contains("\r\n\r\n.one dot\r\nlast\r\n", await http.GetStringAsync($"/messages/{mail.Id}", Cancellation));
        Assert.Contains("See you at ten", await http.GetStringAsync("/", Cancellation));
        using var outside = await http.GetAsync("/messages/..%2fsecrets", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }

    [Theory]
    [InlineData("RCPT TO:<a@b>", "503")]
    [InlineData("DATA", "503")]
    [InlineData("MAIL FROM:nobody", "501")]
    [InlineData("MAIL FROM:<a@b> SIZE=99999999", "552")]
    [InlineData("TURN", "502")]
    [InlineData("NOOP", "250")]
    [InlineData("RSET", "250")]
    public async Task Conversation_SingleCommand_IsAnswered(string command, string expected)
    {
        using var folder = new TemporaryFolder();
        var (port, web) = TwoPorts();
        await using var sink = await SmtpSink.StartAsync(folder.Path, port, web, Cancellation);
        using var client = await Client.ConnectAsync(port);
        await client.ReadAsync();

        Assert.StartsWith(expected, await client.SendAsync(command));
    }

    [Fact]
    public void Store_MoreThanTheLimit_KeepsTheNewest()
    {
        using var folder = new TemporaryFolder();
        var mail = new MailFolder(folder.Path, messagesMax: 3);
        for (var number = 1; number <= 5; number++)
        {
            mail.Store("a@b", ["c@d"], Encoding.ASCII.GetBytes($"Subject: {number}\r\n\r\n"));
        }

        Assert.Equal(3, mail.List().Count);
    }

    private static (int Port, int Web) TwoPorts()
    {
        return (Ports.Choose(null), Ports.Choose(null));
    }

    private sealed class Client(TcpClient tcp) : IDisposable
    {
        private readonly StreamReader reader = new(tcp.GetStream());

        public static async Task<Client> ConnectAsync(int port)
        {
            var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, port, Cancellation);
            return new Client(tcp);
        }

        public async Task<string> ReadAsync() => await reader.ReadLineAsync(Cancellation) ?? "";

        /// <returns>The last of the expected reply lines.</returns>
        public async Task<string> SendAsync(string text, int replies = 1)
        {
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), Cancellation);
            var reply = "";
            for (var line = 0; line < replies; line++)
            {
                reply = await ReadAsync();
            }

            return reply;
        }

        public void Dispose()
        {
            reader.Dispose();
            tcp.Dispose();
        }
    }
}
