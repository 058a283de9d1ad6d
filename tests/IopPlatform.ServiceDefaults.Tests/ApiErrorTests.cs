using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace IopPlatform.ServiceDefaults.Tests;

/// <summary>Bad input gets problem details that name the field, never a 500 and never the value.</summary>
public sealed class ApiErrorTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private WebApplication app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["Authentication:Issuer"] = "http://localhost";
        builder.AddApi();
        app = builder.Build();
        var api = app.MapApi("/api/test");
        api.MapPost("/people", (Person person) => TypedResults.Ok(person)).Validated(new PersonValidator()).AllowAnonymous();
        api.MapPost("/anything", (JsonElement anything) => TypedResults.Ok(anything.ValueKind)).AllowAnonymous();
        api.MapGet("/closed", () => TypedResults.Ok());
        api.MapGet("/broken", IResult () => throw new InvalidOperationException("secret detail")).AllowAnonymous();
        await app.StartAsync(Cancel);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("""{"name":"A","address":{"city":7}}""", "address.city")]
    [InlineData("""{"name":"A","address":{"town":"X"}}""", "address.town")]
    [InlineData("""{"name":"A",""", "$")]
    [InlineData("""{"name":"","address":{"city":""}}""", "address.city")]
    [InlineData("""{"name":"A","address":null}""", "address")]
    [InlineData("""{"name":"","address":{"city":"\u0000"}}""", "name")]
    [InlineData("""{"name":"","address":{"city":"\u0000"}}""", "address.city")]
    public async Task Post_WrongField_IsNamed(string body, string field)
    {
        using var response = await app.GetTestClient().PostAsync(
            "/api/test/people", new StringContent(body, null, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var errors = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["errors"]!.AsObject();
        Assert.Contains(errors, error => error.Key == field);
    }

    [Theory]
    [InlineData(32, HttpStatusCode.OK)]
    [InlineData(33, HttpStatusCode.BadRequest)]
    public async Task Post_Nested_IsReadToTheDepthAllowed(int depth, HttpStatusCode expected)
    {
        using var response = await app.GetTestClient().PostAsync(
            "/api/test/anything", new StringContent(new string('[', depth) + new string(']', depth), null, "application/json"), Cancel);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithoutToken_IsUnauthorizedProblem()
    {
        using var response = await app.GetTestClient().GetAsync("/api/test/closed", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Get_UnexpectedFailure_TellsTheTraceAndNothingElse()
    {
        using var response = await app.GetTestClient().GetAsync("/api/test/broken", Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("traceId", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    private sealed record Person(string Name, Address Address);

    private sealed record Address(string City);

    private sealed class PersonValidator : AbstractValidator<Person>
    {
        public PersonValidator()
        {
            RuleFor(person => person.Name).NotEmpty();
            RuleFor(person => person.Address.City).NotEmpty();
        }
    }
}
