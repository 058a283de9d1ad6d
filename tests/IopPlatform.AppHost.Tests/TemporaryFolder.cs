using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests;

/// <summary>A folder for one test that the servers' users can pass through.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => DataFolder.Create(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "iop-" + Guid.CreateVersion7().ToString("N")[^12..]);

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
