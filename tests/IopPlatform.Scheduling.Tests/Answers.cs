using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests;

/// <summary>Calls, and expectations of their answers whose failure shows the body.</summary>
internal static class Answers
{
    public static Task<HttpResponseMessage> ReadAsync(this HttpClient client, string path) =>
        client.GetAsync(path, TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> PostBodyAsync(this HttpClient client, string path, object body) =>
        client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> PutBodyAsync(this HttpClient client, string path, object? body = null) =>
        client.PutAsync(path, body is null ? null : JsonContent.Create(body), TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> RemoveAsync(this HttpClient client, string path) =>
        client.DeleteAsync(path, TestContext.Current.CancellationToken);

    public static async Task<JsonNode> OkAsync(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        await ShouldBeAsync(response, HttpStatusCode.OK);
        return await response.JsonAsync();
    }

    public static async Task AnswersAsync(this Task<HttpResponseMessage> sending, HttpStatusCode expected)
    {
        using var response = await sending;
        await ShouldBeAsync(response, expected);
    }

    /// <summary>409 with this rule.</summary>
    public static async Task<string> RefusedByAsync(this Task<HttpResponseMessage> sending, string rule)
    {
        using var response = await sending;
        await ShouldBeAsync(response, HttpStatusCode.Conflict);
        var problem = await response.JsonAsync();
        Assert.Equal(rule, problem["rule"]?.GetValue<string>());
        return problem["detail"]!.GetValue<string>();
    }

    /// <summary>400 that names exactly these fields.</summary>
    public static async Task WrongFieldsAsync(this Task<HttpResponseMessage> sending, params string[] fields)
    {
        using var response = await sending;
        await ShouldBeAsync(response, HttpStatusCode.BadRequest);
        var errors = (await response.JsonAsync())["errors"]!.AsObject().Select(error => error.Key);
        Assert.Equal(fields.Order(), errors.Order());
    }

    private static async Task ShouldBeAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        if (response.StatusCode != expected)
        {
            Assert.Fail(
                $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri} answered "
                + $"{(int)response.StatusCode} instead of {(int)expected}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>The only row.</summary>
    public static async Task<T> OneAsync<T>(this SchedulingFixture fixture, string sql, params object[] parameters) =>
        (await fixture.SqlAsync<T>(sql, parameters)).Single();
}
