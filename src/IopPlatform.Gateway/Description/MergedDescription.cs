using System.Text.Json;
using System.Text.Json.Nodes;

namespace IopPlatform.Gateway.Description;

/// <summary>
/// The public API: the checked-in OpenAPI descriptions of all services as one document. Schemas get their service's name in
/// front, so that two services may use the same name.
/// </summary>
internal sealed class MergedDescription
{
    private static readonly HashSet<string> Methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    private MergedDescription(JsonObject document)
    {
        Json = document.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        Operations =
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where Methods.Contains(operation.Key)
               select PublicOperation.From(path.Key, operation.Key, operation.Value!.AsObject()),
        ];
    }

    public string Json { get; }

    public IReadOnlyList<PublicOperation> Operations { get; }

    /// <param name="issuer">The public origin, where people sign in.</param>
    public static MergedDescription FromEmbedded(string issuer)
    {
        var assembly = typeof(MergedDescription).Assembly;
        var services = assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith("/openapi.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (
                Name: name.Split('/')[0].Split('.')[1],
                Document: JsonNode.Parse(assembly.GetManifestResourceStream(name)!)!.AsObject()));
        return Merge(services, issuer);
    }

    public static MergedDescription Merge(IEnumerable<(string Name, JsonObject Document)> services, string issuer)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject();
        foreach (var (name, document) in services)
        {
            PrefixReferences(document, name);
            Move(document["paths"], paths, key => key);
            Move(document["components"]?["schemas"], schemas, key => $"{name}.{key}");
        }

        return new MergedDescription(new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "IopPlatform", ["version"] = "v1" },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas, ["securitySchemes"] = SecuritySchemes(issuer) },
            ["security"] = new JsonArray(new JsonObject { ["signIn"] = new JsonArray("api") }),
        });
    }

    private static void Move(JsonNode? from, JsonObject to, Func<string, string> rename)
    {
        foreach (var (key, value) in from?.AsObject().ToArray() ?? [])
        {
            to.Add(rename(key), value?.DeepClone());
        }
    }

    private static void PrefixReferences(JsonNode? node, string service)
    {
        switch (node)
        {
            case JsonObject json:
                if (json["$ref"] is JsonValue reference)
                {
                    json["$ref"] = reference.GetValue<string>().Replace("#/components/schemas/", $"#/components/schemas/{service}.");
                }

                foreach (var (_, value) in json)
                {
                    PrefixReferences(value, service);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    PrefixReferences(item, service);
                }

                break;
        }
    }

    private static JsonObject SecuritySchemes(string issuer) => new()
    {
        ["signIn"] = new JsonObject
        {
            ["type"] = "oauth2",
            ["flows"] = new JsonObject
            {
                ["authorizationCode"] = new JsonObject
                {
                    ["authorizationUrl"] = $"{issuer}/connect/authorize",
                    ["tokenUrl"] = $"{issuer}/connect/token",
                    ["scopes"] = new JsonObject { ["api"] = "Call the platform's API" },
                },
            },
        },
    };
}
