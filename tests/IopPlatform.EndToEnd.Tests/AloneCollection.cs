namespace IopPlatform.EndToEnd.Tests;

/// <summary>Tests that take a part of the shared platform down: they run one by one, after all others have ended.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone on the platform";
}
