using System.Net.Http.Json;
using System.Net.Mail;
using System.Text;
using System.Text.Json.Nodes;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests.Leaks;

/// <summary>
/// Nothing that a person wrote about a patient leaves the databases but by the API: not in logs, spans, metrics, messages, mail,
/// errors or Redis. Names travel on the bus and in greetings; a refusal may name a group or room to the colleague who plans it.
/// </summary>
[Collection(WatchedCollection.Name)]
public sealed class LeakTests(LeakPlatform platform)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Texts_OfThePublicApi_AreEachMarkedOrKnownAsCodes()
    {
        var unknown = (await TextPropertiesAsync()).Where(name => !MarkedFields.Marked.ContainsKey(name) && !MarkedFields.Plain.Contains(name));
        Assert.Empty(unknown);
    }

    [Fact]
    public async Task Journeys_WithMarkersInEveryText_LeaveNoneOutside()
    {
        Assert.Empty(platform.Report.Errors);
        Assert.Contains(platform.Markers.Planted, marker => marker.Kind == MarkerKind.ClinicalText);
        await AllSignalsAsync();
        var search = new MarkerSearch(platform.Markers.Planted);
        var messages = await platform.Bus.DrainAsync();
        Assert.NotEmpty(messages);
        Assert.NotEmpty(platform.Mail());
        Assert.NotEmpty(platform.Planter.Errors);
        Leak[] leaks =
        [
            .. search.In("the logs", MarkerSearch.Files(platform.LogFolder)),
            .. platform.Otlp.Received.SelectMany(signal => search.In($"exported {signal.Key}", MarkerSearch.Texts(signal.Value))),
            .. search.In("messages", messages, MarkerKind.PatientName, MarkerKind.ProgramName),
            .. search.In("mail", platform.Mail(), MarkerKind.PatientName),
            .. search.In("errors", platform.Planter.Errors, MarkerKind.ProgramName),
            .. search.In("Redis", await platform.RedisAsync()),
        ];
        Assert.Empty(leaks);
    }

    /// <summary>Each place once with a marker put there on purpose: the scan must see it.</summary>
    [Fact]
    public async Task Scan_PlantedLeak_IsFoundInEveryPlace()
    {
        var markers = new Markers(first: 900_000);
        var marker = markers.Next(MarkerKind.ClinicalText, "planted");
        var search = new MarkerSearch(markers.Planted);

        await File.WriteAllTextAsync(Path.Combine(platform.LogFolder, "planted.log"), $"a line with {marker} in it", Cancel);
        using (var http = new HttpClient { BaseAddress = platform.Otlp.Address })
        {
            (await http.PostAsync("v1/planted", new ByteArrayContent([0x0a, 0xff, .. Encoding.UTF8.GetBytes(marker), 0x00]), Cancel)).EnsureSuccessStatusCode();
        }

        await using (var redis = await platform.ConnectAsync())
        {
            await redis.GetDatabase().HashSetAsync("planted", "field", marker);
        }

        var smtp = new Uri(platform.Platform.Servers.Smtp);
        using (var client = new SmtpClient(smtp.Host, smtp.Port))
        {
            await client.SendMailAsync(new MailMessage("a@clinic.example", "b@home.example", "Für Sie", $"é {marker}"), Cancel);
        }

        Assert.Single(search.In("the logs", MarkerSearch.Files(platform.LogFolder)));
        Assert.Single(search.In("exported", MarkerSearch.Texts(platform.Otlp.Received["planted"])));
        Assert.Single(search.In("Redis", await platform.RedisAsync()));
        Assert.Single(search.In("mail", platform.Mail()));
        Assert.Single(search.In("messages", [await PublishedAsync(marker)]));
        Assert.Single(search.In("errors", [$"The value {marker} is wrong."]));
    }

    private async Task<string> PublishedAsync(string text)
    {
        await platform.Bus.PublishAsync($"{{\"note\":\"{text}\"}}");
        return await Eventually.GetAsync(
            async () => (await platform.Bus.DrainAsync()).FirstOrDefault(message => message.Contains(text, StringComparison.Ordinal)),
            "the tap to hold the planted message");
    }

    /// <summary>Exporters send in batches: waits until what the platform itself tells has come by each signal, so that the scan has read it.</summary>
    private async Task AllSignalsAsync()
    {
        (string Signal, string Text)[] told =
        [
            ("logs", ""), ("traces", "relay outbox"), ("traces", "publish "), ("traces", "process "), ("traces", "append episode"), ("traces", "push live state"),
            ("metrics", "iop.referrals"), ("metrics", "iop.admissions"), ("metrics", "iop.attended"), ("metrics", "iop.notes.signed"),
            ("metrics", "iop.risk_flags.opened"), ("metrics", "iop.risk_flags.acknowledged"), ("metrics", "iop.live.latency"),
        ];
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(told.All(one => platform.Otlp.Received.TryGetValue(one.Signal, out var batches)
                && batches.Any(batch => batch.AsSpan().IndexOf(Encoding.UTF8.GetBytes(one.Text)) >= 0))),
            "logs, the platform's spans and its metrics to be exported");
    }

    /// <summary>The names of all text properties in the bodies that the public API takes.</summary>
    private async Task<IReadOnlyCollection<string>> TextPropertiesAsync()
    {
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        var document = (await http.GetFromJsonAsync<JsonObject>("/openapi.json", Cancel))!;
        var schemas = document["components"]!["schemas"]!.AsObject();
        var names = new HashSet<string>();
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(pair => pair.Value).OfType<JsonObject>())
        {
            foreach (var content in operation["requestBody"]?["content"]?.AsObject() ?? [])
            {
                Collect(content.Value?["schema"], "$", [], schemas, names);
            }
        }

        return names;
    }

    private static void Collect(JsonNode? schema, string name, HashSet<string> open, JsonObject schemas, HashSet<string> names)
    {
        if (schema?["$ref"]?.GetValue<string>().Split('/')[^1] is { } reference)
        {
            if (open.Add(reference))
            {
                Collect(schemas[reference], name, open, schemas, names);
                open.Remove(reference);
            }

            return;
        }

        foreach (var choice in (schema?["oneOf"] ?? schema?["anyOf"])?.AsArray() ?? [])
        {
            Collect(choice, name, open, schemas, names);
        }

        foreach (var (property, value) in schema?["properties"]?.AsObject() ?? [])
        {
            Collect(value, property, open, schemas, names);
        }

        if (schema?["items"] is { } items)
        {
            Collect(items, name, open, schemas, names);
        }

        if (name != "$" && schema?["format"] is null && schema?["enum"] is null && Types(schema?["type"]).Contains("string"))
        {
            names.Add(name);
        }
    }

    private static IEnumerable<string> Types(JsonNode? type) => type switch
    {
        JsonArray several => several.Select(one => one!.GetValue<string>()),
        JsonValue one => [one.GetValue<string>()],
        _ => [],
    };
}
