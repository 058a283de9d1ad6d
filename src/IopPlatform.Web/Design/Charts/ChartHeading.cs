using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace IopPlatform.Web.Design;

/// <summary>The sentence above a chart, as a heading of the level that fits the page, with the trend's mark before it.</summary>
public sealed class ChartHeading : ComponentBase
{
    [Parameter, EditorRequired] public string Id { get; set; } = "";

    [Parameter, EditorRequired] public string Text { get; set; } = "";

    /// <summary>2 to 6.</summary>
    [Parameter] public int Level { get; set; } = 3;

    [Parameter] public Shape? Mark { get; set; }

    /// <summary>A class that colors the mark.</summary>
    [Parameter] public string? MarkClass { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, $"h{Math.Clamp(Level, 2, 6)}");
        builder.AddAttribute(1, "id", Id);
        builder.AddAttribute(2, "class", "iop-chart__heading");
        if (Mark is { } mark)
        {
            builder.OpenElement(3, "span");
            builder.AddAttribute(4, "class", $"iop-chart__trend {MarkClass}");
            builder.OpenComponent<Glyph>(5);
            builder.AddComponentParameter(6, nameof(Glyph.Shape), mark);
            builder.CloseComponent();
            builder.CloseElement();
        }

        builder.AddContent(7, Text);
        builder.CloseElement();
    }
}
