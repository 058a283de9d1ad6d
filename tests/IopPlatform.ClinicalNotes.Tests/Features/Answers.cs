using System.Net;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features;

/// <summary>What tests ask of answers.</summary>
internal static class Answers
{
    public const string Api = "/api/clinical-notes";

    public static async Task IsRuleAsync(this Task<HttpResponseMessage> answer, string rule)
    {
        using var response = await answer;
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Conflict, $"Expected 409 {rule}, got {(int)response.StatusCode}: {body}");
        Assert.Equal(rule, (await response.JsonAsync())["rule"]!.GetValue<string>());
    }

    public static async Task IsFieldAsync(this Task<HttpResponseMessage> answer, string field)
    {
        using var response = await answer;
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"Expected 400 {field}, got {(int)response.StatusCode}: {body}");
        Assert.True((await response.JsonAsync())["errors"]!.AsObject().ContainsKey(field), $"Expected the field {field} in {body}");
    }

    public static async Task IsAsync(this Task<HttpResponseMessage> answer, HttpStatusCode status)
    {
        using var response = await answer;
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"Expected {(int)status}, got {(int)response.StatusCode}: {body}");
    }

    /// <summary>POST with If-Match and no body.</summary>
    public static Task<HttpResponseMessage> SignAsync(this HttpClient client, string path, long version) =>
        client.SendIfMatchAsync(HttpMethod.Post, $"{Api}/{path}", null, $"\"{version}\"");
}
