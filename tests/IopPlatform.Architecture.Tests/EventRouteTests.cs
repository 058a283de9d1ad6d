using System.Runtime.CompilerServices;
using System.Text;
using IopPlatform.Contracts;

namespace IopPlatform.Architecture.Tests;

public sealed class EventRouteTests
{
    [Fact]
    public void Messages_WithoutConsumer_AreNone() =>
        Assert.Empty(EventRoutes.WithoutConsumer(EventRoutes.Messages, EventRoutes.Consumers));

    [Fact]
    public void Messages_PlantedWithoutConsumer_AreFound() =>
        Assert.Equal([nameof(PlantedEvent)], EventRoutes.WithoutConsumer([typeof(PlantedEvent)], EventRoutes.Consumers));

    [Fact]
    public void Messages_Namespace_NamesAnOwningService()
    {
        var services = Migrations.PlatformDatabase.All.Select(database => database.Assembly.GetName().Name!.Split('.')[1]).ToHashSet();
        Assert.All(EventRoutes.Messages, message => Assert.Contains(message.Namespace!.Split('.')[2], services));
    }

    [Fact]
    public void Consumers_Name_EndsWithItsEvent() => Assert.All(
        EventRoutes.Consumers.SelectMany(route => route.Select(consumer => (Message: route.Key, Consumer: consumer))),
        route => Assert.EndsWith("On" + route.Message.Name, route.Consumer.Name));

    /// <summary>docs/architecture.md holds the table of who consumes what; run with IOP_UPDATE=1 to write it.</summary>
    [Fact]
    public void Documentation_EventTable_EqualsTheCode()
    {
        const string begin = "<!-- events: generated -->\n";
        const string end = "<!-- /events -->";
        var file = Path.Combine(Folder(), "..", "..", "docs", "architecture.md");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("IOP_UPDATE") == "1")
        {
            File.WriteAllText(file, text[..from] + Table() + text[to..]);
            return;
        }

        Assert.Equal(Table(), text[from..to]);
    }

    private static string Table()
    {
        var table = new StringBuilder("| event | owner | consumed by |\n| --- | --- | --- |\n");
        foreach (var message in EventRoutes.Messages.OrderBy(message => message.FullName, StringComparer.Ordinal))
        {
            var consumers = EventRoutes.Consumers[message]
                .Select(consumer => $"{consumer.Assembly.GetName().Name!.Split('.')[1]}: {consumer.Name}")
                .Order(StringComparer.Ordinal);
            table.Append($"| {message.Name} | {message.Namespace!.Split('.')[2]} | {string.Join("<br>", consumers)} |\n");
        }

        return table.ToString();
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private sealed record PlantedEvent : Event
    {
        public override Guid AggregateId => OrganizationId;
    }
}
