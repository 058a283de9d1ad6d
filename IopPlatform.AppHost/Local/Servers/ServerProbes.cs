using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IopPlatform.AppHost.Local;

/// <summary>The shortest exchanges that show a server at work. They throw, or return false, while it is not.</summary>
internal static class ServerProbes
{
    /// <summary>Somebody accepts connections.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = await ConnectAsync(port, cancellationToken);
        return client.Connected;
    }

    /// <summary>The broker answers the protocol header with Connection.Start (class 10, method 10) on channel 0.</summary>
    public static async Task<bool> AmqpAsync(int port, CancellationToken cancellationToken)
    {
        using var client = await ConnectAsync(port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("AMQP\0\0\t\u0001"u8.ToArray(), cancellationToken);
        var frame = new byte[11];
        await stream.ReadExactlyAsync(frame, cancellationToken);
        return frame is [1, 0, 0, _, _, _, _, 0, 10, 0, 10];
    }

    /// <summary>The server accepts the password and has its data loaded.</summary>
    public static async Task<bool> RedisAsync(int port, string password, CancellationToken cancellationToken)
    {
        using var client = await ConnectAsync(port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {password}\r\nPING\r\n"), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(cancellationToken) == "+OK" && await reader.ReadLineAsync(cancellationToken) == "+PONG";
    }

    private static async Task<TcpClient> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
