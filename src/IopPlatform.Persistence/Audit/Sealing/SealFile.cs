using System.Runtime.CompilerServices;
using System.Text;

namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>
/// The batches of one service as lines of a file that only grows, outside the database. A batch counts once its line is complete
/// and on the disk. One process at a time writes it: the one that holds the file's lock, which lies beside it. (A stream that is
/// not shared would be kept out by everybody who reads the file.)
/// </summary>
internal sealed class SealFile : IDisposable
{
    private const byte NewLine = (byte)'\n';
    private const int ChunkBytes = 64 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream file;
    private readonly FileStream writing;

    private SealFile(FileStream file, FileStream writing) => (this.file, this.writing) = (file, writing);

    /// <summary>A line that a crash had left incomplete was taken away when the file was opened.</summary>
    public bool Repaired { get; private set; }

    public static string PathIn(string folder, string service) => Path.Combine(folder, service + ".jsonl");

    /// <exception cref="IOException">Another process writes it, or the disk refuses.</exception>
    public static SealFile Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var writing = OpenOrCreate(path + ".lock", FileShare.None);
        FileStream? file = null;
        try
        {
            file = OpenOrCreate(path, FileShare.ReadWrite);
            var opened = new SealFile(file, writing);
            opened.Repair();
            return opened;
        }
        catch
        {
            file?.Dispose();
            writing.Dispose();
            throw;
        }
    }

    /// <summary>The complete lines, from the first; also while batches are appended. None when there is no file.</summary>
    public static async IAsyncEnumerable<string> LinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) yield break;

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, ChunkBytes, useAsync: true);
        var left = EndOfLines(file, file.Length);
        file.Position = 0;
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (left > 0 && await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            left -= Encoding.UTF8.GetByteCount(line) + 1;
            yield return line;
        }
    }

    /// <summary>Null in an empty file.</summary>
    public string? ReadLast()
    {
        if (file.Length == 0) return null;

        var start = EndOfLines(file, file.Length - 1);
        var bytes = new byte[file.Length - 1 - start];
        file.Position = start;
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Returns when the line is on the disk.</summary>
    public void Append(string line)
    {
        file.Position = file.Length;
        file.Write(Encoding.UTF8.GetBytes(line + (char)NewLine));
        file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        file.Dispose();
        writing.Dispose();
    }

    private static FileStream OpenOrCreate(string path, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    private void Repair()
    {
        var end = EndOfLines(file, file.Length);
        if (end == file.Length) return;

        file.SetLength(end);
        file.Flush(flushToDisk: true);
        Repaired = true;
    }

    /// <summary>The place after the last line's end before <paramref name="before"/>; 0 when there is none.</summary>
    private static long EndOfLines(FileStream file, long before)
    {
        var chunk = new byte[ChunkBytes];
        for (var end = before; end > 0;)
        {
            var length = (int)Math.Min(end, ChunkBytes);
            file.Position = end - length;
            file.ReadExactly(chunk, 0, length);
            var found = chunk.AsSpan(0, length).LastIndexOf(NewLine);
            if (found >= 0) return end - length + found + 1;

            end -= length;
        }

        return 0;
    }
}
