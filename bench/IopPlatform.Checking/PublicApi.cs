using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IopPlatform.Checking;

/// <summary>One operation of the merged description.</summary>
/// <param name="Roles">Null when it is open to anyone.</param>
public sealed record PublicOperation(string Id, string Method, string Path, IReadOnlyList<string>? Roles, string Audit, bool Creates)
{
    private readonly Regex pattern = new("^" + Regex.Replace(Regex.Escape(Path), @"\\\{[^}]+}", "[^/]+") + "$");

    public string Service => Path.Split('/')[2];

    public bool Matches(string method, string path) => method == Method && pattern.IsMatch(path);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The public API as <c>/openapi.json</c> describes it.</summary>
public sealed class PublicApi(IReadOnlyList<PublicOperation> operations)
{
    private static readonly HashSet<string> Methods = ["get", "put", "post", "delete", "patch"];

    public IReadOnlyList<PublicOperation> Operations => operations;

    public static async Task<PublicApi> ReadAsync(Uri gateway)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi.json"))!;
        return new PublicApi(
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where Methods.Contains(operation.Key)
               select Read(path.Key, operation.Key, operation.Value!),
        ]);
    }

    /// <summary>The operation that a request meant; a literal path wins over one with parameters.</summary>
    public PublicOperation Find(string method, string path) => operations
        .Where(operation => operation.Matches(method, path))
        .OrderBy(operation => operation.Path.Count(letter => letter == '{'))
        .First();

    private static PublicOperation Read(string path, string method, JsonNode operation) => new(
        operation["operationId"]!.GetValue<string>(),
        method.ToUpperInvariant(),
        path,
        operation["x-roles"]?.AsArray().Select(role => role!.GetValue<string>()).ToArray(),
        operation["x-audit"]!.GetValue<string>(),
        operation["parameters"]?.AsArray().Any(parameter => parameter!["name"]?.GetValue<string>() == "Idempotency-Key") is true);
}
