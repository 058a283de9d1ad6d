namespace IopPlatform.Web;

/// <summary>Names this assembly to those that look into it.</summary>
public sealed class WebAssembly
{
    private WebAssembly()
    {
    }
}
