using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace IopPlatform.AppHost.Local;

/// <summary>Markup. What is put into an interpolated text is encoded, unless it is markup itself.</summary>
internal readonly record struct Html(string Text)
{
    public static readonly Html Empty = new("");

    public static Html Of(HtmlText text) => new(text.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text;
}

[InterpolatedStringHandler]
internal readonly ref struct HtmlText(int literalLength, int formattedCount)
{
    private const int LengthOfOne = 16;
    private readonly StringBuilder text = new(literalLength + (LengthOfOne * formattedCount));

    public void AppendLiteral(string markup) => text.Append(markup);

    public void AppendFormatted(Html markup) => text.Append(markup.Text);

    public void AppendFormatted<T>(T value, string? format = null) =>
        text.Append(WebUtility.HtmlEncode(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString()));

    public override string ToString() => text.ToString();
}
