[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace IopPlatform.Browser.Tests;

/// <summary>
/// Tests that change what others look at: they write, end sessions, stop processes. Each runs alone, after those that only look, of
/// which two classes run at a time.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
