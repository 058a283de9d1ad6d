using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests;

/// <summary>What tests ask of answers.</summary>
internal static class Answers
{
    public const string Api = "/api/clinical-notes";

    public static async Task IsRuleAsync(this Task<HttpResponseMessage> answer, string rule)
    {
        using var response = await answer;
        await HasStatusAsync(response, HttpStatusCode.Conflict);
        Assert.Equal(rule, (await response.JsonAsync()).Text("rule"));
    }

    public static async Task IsFieldAsync(this Task<HttpResponseMessage> answer, string field)
    {
        using var response = await answer;
        await HasStatusAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains(field, (await response.JsonAsync())["errors"]!.AsObject().Select(error => error.Key));
    }

    public static async Task IsAsync(this Task<HttpResponseMessage> answer, HttpStatusCode status)
    {
        using var response = await answer;
        await HasStatusAsync(response, status);
    }

    public static string Text(this JsonNode node, string member) => node[member]!.GetValue<string>();

    public static Guid Id(this JsonNode node, string member) => node[member]!.GetValue<Guid>();

    public static bool Is(this JsonNode node, string member) => node[member]!.GetValue<bool>();

    public static IReadOnlyList<JsonNode> List(this JsonNode node, string member) =>
        [.. node[member]!.AsArray().Select(item => item!)];

    public static Task<HttpResponseMessage> ReadAsync(this HttpClient client, string path) =>
        client.GetAsync(path, TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> PutAsync(this HttpClient client, string path, object body) =>
        client.PutAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, object body) =>
        client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    /// <summary>POST with If-Match and no body.</summary>
    public static Task<HttpResponseMessage> SignAsync(this HttpClient client, string path, long version) =>
        client.SendIfMatchAsync(HttpMethod.Post, $"{Api}/{path}", null, $"\"{version}\"");

    private static async Task HasStatusAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            response.StatusCode == expected, $"Expected {(int)expected}, got {(int)response.StatusCode}: {body}");
    }
}
