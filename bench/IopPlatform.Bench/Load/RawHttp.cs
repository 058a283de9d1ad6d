using System.Buffers.Text;
using System.Net.Sockets;

namespace IopPlatform.Bench.Load;

/// <summary>An answer; the body is valid until the next request of the connection.</summary>
internal readonly record struct RawAnswer(int Status, ReadOnlyMemory<byte> Body);

/// <summary>
/// One HTTP/1.1 connection that sends prepared bytes and reads the answer: the generator shares the machine's cores with what
/// it measures, so it does nothing else.
/// </summary>
internal sealed class RawHttp(Socket socket) : IDisposable
{
    private byte[] buffer = new byte[32 * 1024];
    private int filled;

    public static async Task<RawHttp> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        return new RawHttp(socket);
    }

    public async Task<RawAnswer> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await socket.SendAsync(request, cancellationToken);
        filled = 0;
        int head;
        while ((head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0) await ReadAsync(cancellationToken);

        var body = head + 4;
        if (!Utf8Parser.TryParse(buffer.AsSpan(9, 3), out int status, out _)) throw new IOException("The answer does not begin with a status.");
        var length = Length(buffer.AsSpan(0, head));
        if (length < 0)
        {
            while (!buffer.AsSpan(body, filled - body).EndsWith("0\r\n\r\n"u8)) await ReadAsync(cancellationToken);
            return new RawAnswer(status, FirstChunk(body));
        }

        while (filled < body + length) await ReadAsync(cancellationToken);
        return new RawAnswer(status, buffer.AsMemory(body, length));
    }

    public void Dispose() => socket.Dispose();

    /// <summary>-1 for a chunked body.</summary>
    private static int Length(ReadOnlySpan<byte> head)
    {
        var place = head.IndexOf("Content-Length: "u8);
        if (place >= 0 && Utf8Parser.TryParse(head[(place + 16)..], out int length, out _)) return length;
        return head.IndexOf("chunked"u8) >= 0 ? -1 : 0;
    }

    /// <summary>The answers that are read are smaller than a server's first chunk.</summary>
    private ReadOnlyMemory<byte> FirstChunk(int start)
    {
        var end = start + buffer.AsSpan(start, filled - start).IndexOf("\r\n"u8);
        return Utf8Parser.TryParse(buffer.AsSpan(start, end - start), out int length, out _, 'x')
            ? buffer.AsMemory(end + 2, Math.Min(length, filled - end - 2))
            : default;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
        filled += read > 0 ? read : throw new IOException("The connection ended within an answer.");
    }
}
