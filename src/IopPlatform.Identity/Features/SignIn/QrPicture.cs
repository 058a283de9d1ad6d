using System.Globalization;
using System.Text;
using QRCoder;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>A QR code as a small inline SVG: black on white in dark mode, too, so that cameras read it.</summary>
internal static class QrPicture
{
    public static string Svg(string text, string title)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < data.ModuleMatrix[y].Count; x++)
            {
                if (data.ModuleMatrix[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        var size = data.ModuleMatrix.Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg class="qr" role="img" aria-label="{title}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">
            <rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>
            """);
    }
}
