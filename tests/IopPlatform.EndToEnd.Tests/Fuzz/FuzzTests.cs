using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using IopPlatform.Checking;

namespace IopPlatform.EndToEnd.Tests.Fuzz;

/// <summary>
/// Every operation of the public API with requests that are wrong in one thing: no failure of the server, nothing of its insides in
/// an answer, no answer that takes for ever, and no process that falls.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed partial class FuzzTests(JourneyPlatform platform)
{
    private const int AtOnce = 8;

    /// <summary>A bound that only something wrong exceeds; speed is measured by the benchmark.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operations_HostileRequests_AreRefusedWithoutFailure()
    {
        var restarts = platform.Platform.Status().ToDictionary(resource => resource.Name, resource => resource.Restarts);
        var breaches = await RunAsync(sample => FuzzRequest.Around(sample.Exchange, sample.Operation), Breach);
        Assert.True(breaches.Count == 0, string.Join('\n', breaches.Order()));
        Assert.Equal(restarts, platform.Platform.Status().ToDictionary(resource => resource.Name, resource => resource.Restarts));
    }

    /// <summary>An id in a body that belongs to another organization is as unknown as one in an address.</summary>
    [Fact]
    public async Task Operations_IdsOfAnotherOrganization_AreUnknown()
    {
        var foreign = platform.Exchanges.All
            .Where(exchange => exchange.OrganizationId == JourneyPlatform.Prairie).Select(exchange => exchange.CreatedId).OfType<Guid>().ToList();
        Assert.NotEmpty(foreign);
        var breaches = await RunAsync(
            sample => sample.Exchange.Body is null ? [] : FuzzRequest.WithForeignIds(sample.Exchange, sample.Operation, foreign),
            (answer, body) => answer.IsSuccessStatusCode ? "is accepted" : Breach(answer, body));
        Assert.Empty(breaches);
    }

    [Fact]
    public async Task CreatingRequests_Replayed_AreAnsweredAlikeOrRefused()
    {
        var breaches = new ConcurrentBag<string>();
        foreach (var (operation, exchange) in Samples().Where(sample => sample.Operation.Creates))
        {
            var request = FuzzRequest.From(exchange, operation);
            using var client = Client(exchange);
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.SendAsync(request.ToMessage(new HttpMethod(operation.Method)), Cancel)));
            var created = answers.Where(answer => answer.StatusCode == HttpStatusCode.Created).Select(answer => answer.Headers.Location?.ToString()).Distinct().ToList();
            if (created.Count > 1 || answers.Any(answer => (int)answer.StatusCode >= 500))
            {
                breaches.Add($"{operation}: {string.Join(", ", answers.Select(answer => (int)answer.StatusCode))}, {created.Count} things");
            }

            using var other = await client.SendAsync((request with { Body = [.. request.Body ?? [], (byte)' '] }).ToMessage(new HttpMethod(operation.Method)), Cancel);
            if (created.Count == 1 && other.StatusCode != HttpStatusCode.UnprocessableEntity)
            {
                breaches.Add($"{operation}: the same key with another body is answered with {(int)other.StatusCode}");
            }
        }

        Assert.Empty(breaches);
    }

    /// <summary>The patterns that look for insides must know them when they see them.</summary>
    [Theory]
    [InlineData("   at IopPlatform.Intake.Features.Referrals.RegisterReferral.HandleAsync() in RegisterReferral.cs:line 7")]
    [InlineData("System.InvalidOperationException: Sequence contains no elements")]
    [InlineData("Npgsql.PostgresException (0x80004005): 23505: duplicate key value violates unique constraint \"x\"")]
    public void InsidesPattern_Insides_AreSeen(string body) => Assert.Matches(InsidesPattern(), body);

    private static string? Breach(HttpResponseMessage answer, string body) =>
        (int)answer.StatusCode >= 500 ? $"answers {(int)answer.StatusCode}"
        : InsidesPattern().Match(body) is { Success: true } match ? $"tells '{match.Value}'"
        : answer.Headers.Contains("Server") ? "names the server"
        : null;

    private async Task<IReadOnlyCollection<string>> RunAsync(
        Func<(PublicOperation Operation, Exchange Exchange), IEnumerable<FuzzRequest>> requests, Func<HttpResponseMessage, string, string?> breach)
    {
        var breaches = new ConcurrentBag<string>();
        foreach (var sample in Samples())
        {
            using var client = Client(sample.Exchange);
            await Parallel.ForEachAsync(
                requests(sample),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel },
                async (request, cancel) =>
                {
                    if (await ProblemAsync(client, new HttpMethod(sample.Operation.Method), request, breach, cancel) is { } problem)
                    {
                        breaches.Add($"{sample.Operation} {problem} when {request.What}");
                    }
                });
        }

        return breaches;
    }

    private static async Task<string?> ProblemAsync(
        HttpClient client, HttpMethod method, FuzzRequest request, Func<HttpResponseMessage, string, string?> breach, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            using var message = request.ToMessage(method);
            using var response = await client.SendAsync(message, cancel);
            var body = await response.Content.ReadAsStringAsync(cancel);
            return Stopwatch.GetElapsedTime(since) > AnswersWithin ? $"takes {Stopwatch.GetElapsedTime(since)}" : breach(response, body);
        }
        catch (HttpRequestException exception) when (request.Body is { Length: > 1_000_000 } && exception.InnerException is IOException)
        {
            // A body that is too large may be cut off while it is sent.
            return null;
        }
    }

    /// <summary>For each operation the last request of a journey that succeeded, with its own caller.</summary>
    private IEnumerable<(PublicOperation Operation, Exchange Exchange)> Samples() =>
        from operation in platform.Api.Operations
        where operation.Roles is not null
        let sample = platform.Exchanges.All.LastOrDefault(exchange =>
            (int)exchange.Status is >= 200 and < 300
            && exchange.OrganizationId == JourneyPlatform.Harbor
            && operation.Matches(exchange.Method.Method, exchange.Path)
            && platform.Api.Find(exchange.Method.Method, exchange.Path) == operation)
        where sample is not null
        select (operation, sample);

    private HttpClient Client(Exchange sample)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = platform.Gateway };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", platform.Token(sample.Caller!));
        return client;
    }

    [GeneratedRegex(@"\bat [A-Z]\w+(\.\w+)+[(<]|\b\w+Exception\b|Npgsql|\.cs:line|duplicate key value|violates|syntax error at|\biop_\w+", RegexOptions.CultureInvariant)]
    private static partial Regex InsidesPattern();
}
