namespace IopPlatform.AppHost.Local;

/// <summary>A text file that is set aside as <c>name.1</c> when it is full, so that a log stays bounded.</summary>
internal sealed class RotatingFile(string path, long bytesMax) : IDisposable
{
    private readonly Lock gate = new();
    private StreamWriter? writer;

    public static string Previous(string path) => path + ".1";

    public void WriteLine(string line)
    {
        lock (gate)
        {
            writer ??= new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
            if (writer.BaseStream.Position > bytesMax)
            {
                writer.Dispose();
                File.Move(path, Previous(path), overwrite: true);
                writer = new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
            }

            writer.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            writer?.Dispose();
            writer = null;
        }
    }
}
