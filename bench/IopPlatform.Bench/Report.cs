using System.Text.Encodings.Web;
using System.Text.Json;

namespace IopPlatform.Bench;

/// <summary>The figures as they come, on the screen and in the end as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly List<Figure> figures = [];

    public IReadOnlyList<Figure> Figures => figures;

    public void Add(Figure figure)
    {
        figures.Add(figure);
        Print(figure);
    }

    public static void Say(string text) => Console.Out.WriteLine(text);

    public void PrintAll()
    {
        Say("");
        Say(Line("figure", "value", "unit", "beside", "ratio", "target", "met"));
        foreach (var figure in figures) Print(figure);
    }

    public Task WriteAsync(string file, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(file, JsonSerializer.Serialize(figures, Json) + "\n", cancellationToken);

    private static void Print(Figure figure) => Say(Line(
        figure.Name,
        Text(figure.Value),
        figure.Unit,
        Text(figure.Beside),
        Text(figure.Ratio),
        figure.Target ?? "",
        figure.Met switch { true => "yes", false => "NO", null => "" }));

    private static string Text(double? value) => value is { } number ? FormattableString.Invariant($"{number:0.####}") : "";

    private static string Line(string name, string value, string unit, string beside, string ratio, string target, string met) =>
        $"{name,-34} {value,10} {unit,-12} {beside,10} {ratio,8}  {target,-18} {met}";
}
