namespace IopPlatform.AppHost.Local;

/// <summary>Lines of bytes without their line ends, each bounded in length.</summary>
internal sealed class SmtpLines(Stream stream, int lineBytesMax)
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">A line is longer than allowed.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (true)
        {
            if (start == end)
            {
                start = 0;
                end = await stream.ReadAsync(buffer, cancellationToken);
                if (end == 0)
                {
                    return null;
                }
            }

            var newline = Array.IndexOf(buffer, (byte)'\n', start, end - start);
            var stop = newline < 0 ? end : newline;
            line.AddRange(buffer.AsSpan(start, stop - start));
            start = newline < 0 ? end : newline + 1;
            if (line.Count > lineBytesMax)
            {
                throw new InvalidDataException($"A line has more than {lineBytesMax} bytes.");
            }

            if (newline >= 0)
            {
                return [.. line is [.., (byte)'\r'] ? line[..^1] : line];
            }
        }
    }
}
