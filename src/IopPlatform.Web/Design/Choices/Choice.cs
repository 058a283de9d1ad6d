namespace IopPlatform.Web.Design;

/// <param name="Value">What is kept.</param>
/// <param name="Text">What is shown; it may be a translation.</param>
public sealed record Choice(string Value, string Text)
{
    /// <summary>Where the text is in another language than the page.</summary>
    public string? Language { get; init; }
}
