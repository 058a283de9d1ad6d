using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests;

/// <summary>Expectations of answers, whose failure shows the body.</summary>
internal static class Answers
{
    public static Task<HttpResponseMessage> Get(this HttpClient client, string path) =>
        client.GetAsync(path, TestContext.Current.CancellationToken);

    /// <summary>A POST that creates nothing and so needs no key.</summary>
    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, object? body = null) =>
        client.PostAsync(path, body is null ? null : JsonContent.Create(body), TestContext.Current.CancellationToken);

    public static async Task<JsonNode> OkAsync(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        await ShouldBeAsync(response, HttpStatusCode.OK);
        return await response.JsonAsync();
    }

    public static async Task<Guid> CreatedAsync(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        await ShouldBeAsync(response, HttpStatusCode.Created);
        return (await response.JsonAsync())["id"]!.GetValue<Guid>();
    }

    public static async Task AnswersAsync(this Task<HttpResponseMessage> sending, HttpStatusCode expected)
    {
        using var response = await sending;
        await ShouldBeAsync(response, expected);
    }

    /// <summary>409 with this rule. Returns the problem.</summary>
    public static async Task<JsonNode> RefusedByAsync(this Task<HttpResponseMessage> sending, string rule)
    {
        using var response = await sending;
        await ShouldBeAsync(response, HttpStatusCode.Conflict);
        var problem = await response.JsonAsync();
        Assert.Equal(rule, problem["rule"]?.GetValue<string>());
        return problem;
    }

    /// <summary>400 that names exactly these fields.</summary>
    public static async Task WrongFieldsAsync(this Task<HttpResponseMessage> sending, params string[] fields)
    {
        using var response = await sending;
        await ShouldBeAsync(response, HttpStatusCode.BadRequest);
        var errors = (await response.JsonAsync())["errors"]!.AsObject().Select(error => error.Key);
        Assert.Equal(fields.Order(), errors.Order());
    }

    public static string? Text(this JsonNode node, string name) => node[name]?.GetValue<string>();

    private static async Task ShouldBeAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        if (response.StatusCode != expected)
        {
            Assert.Fail(
                $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} instead of "
                + $"{(int)expected}: {await response.Content.ReadAsStringAsync()}");
        }
    }
}
