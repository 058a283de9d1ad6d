namespace IopPlatform.Identity;

/// <summary>Names this assembly for those who look for its SQL files, consumers and endpoints.</summary>
public sealed class IdentityAssembly
{
    private IdentityAssembly()
    {
    }
}
