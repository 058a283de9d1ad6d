namespace IopPlatform.Gateway;

/// <summary>Names this assembly for those who look for its endpoints and embedded descriptions.</summary>
public sealed class GatewayAssembly
{
    private GatewayAssembly()
    {
    }
}
