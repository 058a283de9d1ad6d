using System.Net;
using System.Net.Http.Json;
using IopPlatform.ServiceDefaults.Disclosures;
using Microsoft.Extensions.Logging.Abstractions;

namespace IopPlatform.ServiceDefaults.Tests.Disclosures;

public sealed class DisclosureClientTests
{
    private static readonly DecideDisclosureRequest Request = new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), new DisclosureRecipient("entity", "Hospital"), ["attendance", "diagnoses"], "treatment",
        "tests", "fhir");

    private static readonly DisclosureAnswer Permission = new(
        true, Guid.CreateVersion7(), "consent", Guid.CreateVersion7(), ["diagnoses", "attendance"], "Notice", "Scope", "consent", "It covers this.");

    public static TheoryData<string, Func<HttpResponseMessage>> Failures => new()
    {
        { "no permission in it", () => Answer(HttpStatusCode.OK, "{}") },
        { "another language", () => Answer(HttpStatusCode.OK, "<html>") },
        { "null", () => Answer(HttpStatusCode.OK, "null") },
        { "unauthorized", () => Answer(HttpStatusCode.Unauthorized, "") },
        { "not found", () => Answer(HttpStatusCode.NotFound, "{}") },
        { "server error", () => Answer(HttpStatusCode.InternalServerError, "") },
        { "a permission without a log row", () => Json(Permission with { DisclosureId = null }) },
        { "a permission for less", () => Json(Permission with { InformationKinds = ["attendance"] }) },
        { "a permission for more", () => Json(Permission with { InformationKinds = ["attendance", "diagnoses", "billing"] }) },
        { "no connection", () => throw new HttpRequestException("refused") },
        { "a timeout", () => throw new TaskCanceledException("too slow") },
        { "a fault of ours", () => throw new InvalidOperationException("no token") },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Ask_AnythingButAPermission_IsRefused(string what, Func<HttpResponseMessage> answer)
    {
        var refused = await Client(answer).AskAsync(Request, TestContext.Current.CancellationToken);
        Assert.False(refused.Permitted, what);
        Assert.Null(refused.Notice);
    }

    [Fact]
    public async Task Ask_Permitted_GivesItAsAnswered()
    {
        var answer = await Client(() => Json(Permission)).AskAsync(Request, TestContext.Current.CancellationToken);
        Assert.Equal((true, Permission.DisclosureId, "Notice"), (answer.Permitted, answer.DisclosureId, answer.Notice));
    }

    [Fact]
    public async Task Ask_Refused_KeepsTheRule()
    {
        var answer = await Client(() => Json(DisclosureAnswer.Refused("no-consent", "None."))).AskAsync(Request, TestContext.Current.CancellationToken);
        Assert.Equal((false, "no-consent"), (answer.Permitted, answer.Rule));
    }

    [Fact]
    public async Task Ask_CallerGivesUp_IsNoAnswer()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(() => Json(Permission)).AskAsync(Request, gone.Token));
    }

    private static DisclosureClient Client(Func<HttpResponseMessage> answer) => new(
        new HttpClient(new Answering(answer)) { BaseAddress = new Uri("http://intake/") }, NullLogger<DisclosureClient>.Instance);

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, null, "application/json") };

    private static HttpResponseMessage Json(DisclosureAnswer answer) => new(HttpStatusCode.OK) { Content = JsonContent.Create(answer) };

    private sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assert.Equal("/internal/disclosure-decisions", request.RequestUri?.AbsolutePath);
            return Task.FromResult(answer());
        }
    }
}
