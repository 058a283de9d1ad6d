using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// The platform as a picture: who comes in, the services, the servers, and who uses whom. Wide: three columns; narrow: the same from top to
/// bottom, two beside each other. Lines within a column, and waits, appear when a node is pointed at.
/// </summary>
internal sealed class GraphPicture(bool narrow)
{
    private const int NodeHeight = 34;
    private const int Gap = 10;
    private const int Top = 26;
    private readonly int nodeWidth = narrow ? 158 : 172;
    private readonly int layerGap = narrow ? 44 : 130;

    private string Prefix => narrow ? "tall" : "wide";

    public Html Draw(IReadOnlyList<ResourceSnapshot> resources)
    {
        var places = Place(resources);
        var width = places.Values.Max(place => place.X) + nodeWidth;
        var height = places.Values.Max(place => place.Y) + NodeHeight + 2;
        return Html.Of(
            $"""
            <svg class="graph {Prefix}" viewBox="-1 0 {width + 2} {height}" role="group" aria-label="Resources and who uses whom">
            {Html.Join(Captions(resources, places))}<g class="edges" aria-hidden="true">{Html.Join(Edges(resources, places))}</g>
            {Html.Join(resources.Select(resource => Html.Of($"<g data-live=\"{Key(resource)}\" transform=\"translate({places[resource.Name].X} {places[resource.Name].Y})\">{Node(resource)}</g>")))}
            </svg>
            """);
    }

    public string Key(ResourceSnapshot resource) => $"{Prefix}-{resource.Name}";

    public Html Node(ResourceSnapshot resource)
    {
        var (shape, word, kind) = Words.Of(resource);
        var note = resource.Restarts > 0 ? $"↻ {resource.Restarts.ToString(CultureInfo.InvariantCulture)}" : "";
        return Html.Of(
            $"""
            <a href="/resources/{resource.Name}" data-node="{resource.Name}" id="{Key(resource)}-link" aria-label="{resource.Name}{(note.Length > 0 ? $" {note}" : "")}: {word}{(note.Length > 0 ? $", {(resource.Restarts == 1 ? "1 restart" : $"{resource.Restarts} restarts")}" : "")}"><rect class="node {kind}" width="{nodeWidth}" height="{NodeHeight}" rx="7"/><text class="shape {kind}" x="13" y="22">{shape}</text><text class="name" x="31" y="22">{resource.Name}</text><text class="note" x="{nodeWidth - 10}" y="22" text-anchor="end">{note}</text></a>
            """);
    }

    private static int Layer(ResourceFacts facts) => facts switch
    {
        { Kind: ResourceKind.Project, Edge: true } => 0,
        { Kind: ResourceKind.Project } => 1,
        _ => 2,
    };

    private Dictionary<string, (int X, int Y)> Place(IReadOnlyList<ResourceSnapshot> resources)
    {
        var layers = resources.GroupBy(resource => Layer(resource.Facts)).OrderBy(layer => layer.Key).Select(layer => layer.ToList()).ToList();
        return narrow ? TopDown(layers) : LeftRight(layers);
    }

    private Dictionary<string, (int X, int Y)> LeftRight(List<List<ResourceSnapshot>> layers)
    {
        var places = new Dictionary<string, (int X, int Y)>();
        var tallest = layers.Max(layer => layer.Count);
        foreach (var (column, layer) in layers.Index())
        {
            var pitch = (tallest * (NodeHeight + Gap)) / (double)layer.Count;
            foreach (var (row, resource) in layer.Index())
            {
                places[resource.Name] = (column * (nodeWidth + layerGap), Top + (int)((row * pitch) + ((pitch - NodeHeight - Gap) / 2)));
            }
        }

        return places;
    }

    private Dictionary<string, (int X, int Y)> TopDown(List<List<ResourceSnapshot>> layers)
    {
        var places = new Dictionary<string, (int X, int Y)>();
        var y = Top;
        foreach (var layer in layers)
        {
            foreach (var (index, resource) in layer.Index())
            {
                places[resource.Name] = (index % 2 * (nodeWidth + Gap), y + (index / 2 * (NodeHeight + Gap)));
            }

            y += ((layer.Count + 1) / 2 * (NodeHeight + Gap)) - Gap + layerGap;
        }

        return places;
    }

    private static IEnumerable<Html> Captions(IReadOnlyList<ResourceSnapshot> resources, Dictionary<string, (int X, int Y)> places)
    {
        foreach (var layer in resources.GroupBy(resource => Layer(resource.Facts)))
        {
            var name = layer.Key switch { 0 => "Way in", 1 => "Services", _ => "Servers" };
            var at = layer.Select(resource => places[resource.Name]).MinBy(place => place.Y);
            yield return Html.Of($"<text class=\"caption\" x=\"{at.X}\" y=\"{at.Y - 10}\">{name}</text>");
        }
    }

    private IEnumerable<Html> Edges(IReadOnlyList<ResourceSnapshot> resources, Dictionary<string, (int X, int Y)> places)
    {
        var layerOf = resources.ToDictionary(resource => resource.Name, resource => Layer(resource.Facts));
        foreach (var from in resources)
        {
            foreach (var relation in from.Facts.Relations.Where(relation => places.ContainsKey(relation.Resource)).DistinctBy(relation => relation.Resource))
            {
                var quiet = layerOf[from.Name] == layerOf[relation.Resource] || relation.Kind == RelationKind.WaitFor;
                yield return Html.Of(
                    $"<path class=\"edge{(quiet ? " quiet" : "")}\" data-from=\"{from.Name}\" data-to=\"{relation.Resource}\" d=\"{Curve(places[from.Name], places[relation.Resource])}\"/>");
            }
        }
    }

    private string Curve((int X, int Y) from, (int X, int Y) to)
    {
        if (narrow)
        {
            var (x1, y1, x2, y2) = (from.X + (nodeWidth / 2), from.Y + NodeHeight, to.X + (nodeWidth / 2), to.Y);
            return y2 > y1
                ? $"M{x1} {y1}C{x1} {y1 + 30} {x2} {y2 - 30} {x2} {y2}"
                : $"M{x1} {from.Y + (NodeHeight / 2)}Q{(x1 + x2) / 2} {(from.Y + to.Y) / 2} {x2} {to.Y + (NodeHeight / 2)}";
        }

        var (left, right) = (from.X + nodeWidth, to.X);
        var (start, end) = (from.Y + (NodeHeight / 2), to.Y + (NodeHeight / 2));
        // Within a column the line leaves and comes back on the right side.
        return right > left
            ? $"M{left} {start}C{(left + right) / 2} {start} {(left + right) / 2} {end} {right} {end}"
            : $"M{left} {start}C{left + 44} {start} {left + 44} {end} {to.X + nodeWidth} {end}";
    }
}
