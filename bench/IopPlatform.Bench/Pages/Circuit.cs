using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Bench.Pages;

/// <summary>
/// An open page without a browser: reads the document, starts its circuit as <c>blazor.web.js</c> of .NET 10 does, acknowledges
/// every picture and answers every call with nothing. It draws nothing, so the server's work alone is paid for.
/// </summary>
internal sealed partial class Circuit : IAsyncDisposable
{
    private static readonly TimeSpan ShowsWithin = TimeSpan.FromSeconds(60);
    private readonly HubConnection connection;
    private readonly byte[] sign;
    private readonly TaskCompletionSource shown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int pictures;

    private Circuit(HubConnection connection, string sign)
    {
        this.connection = connection;
        this.sign = System.Text.Encoding.UTF8.GetBytes(sign);
        connection.On<long, string, string, int, long, int>("JS.BeginInvokeJS", (call, _, _, _, _, _) => AnswerAsync(call));
        connection.On<long, byte[]>("JS.RenderBatch", AcknowledgeAsync);
        connection.On<string>("JS.Error", error => shown.TrySetException(new InvalidOperationException(error)));
        connection.Closed += error =>
        {
            shown.TrySetException(error ?? new InvalidOperationException("The circuit was closed."));
            return Task.CompletedTask;
        };
    }

    public bool IsOpen => connection.State == HubConnectionState.Connected;

    /// <summary>Pictures that carried the sign: the first, and one for each change.</summary>
    public int Pictures => Volatile.Read(ref pictures);

    /// <param name="cookies">Of somebody who is signed in.</param>
    /// <param name="sign">What stands in each picture of the live part of the page, for example the name of an attribute.</param>
    /// <returns>A circuit whose live part has been shown.</returns>
    public static async Task<Circuit> OpenAsync(Uri origin, string path, string cookies, string sign, HttpClient http, CancellationToken cancellationToken)
    {
        var address = new Uri(origin, path);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Cookie", cookies);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var html = await answer.Content.ReadAsStringAsync(cancellationToken);
        var builder = new HubConnectionBuilder().WithUrl(new Uri(origin, "/_blazor"), HttpTransportType.WebSockets, options =>
        {
            options.Headers.Add("Cookie", cookies);
            options.Headers.Add("Origin", origin.GetLeftPart(UriPartial.Authority));
        });
        builder.Services.AddSingleton<IHubProtocol, BlazorPack>();
        var circuit = new Circuit(builder.Build(), sign);
        await circuit.StartAsync(origin, address, html, cancellationToken);
        return circuit;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task StartAsync(Uri origin, Uri address, string html, CancellationToken cancellationToken)
    {
        await connection.StartAsync(cancellationToken);
        var id = await connection.InvokeAsync<string?>("StartCircuit", origin.AbsoluteUri, address.AbsoluteUri, "[]", "", cancellationToken);
        if (id is null) throw new InvalidOperationException($"{address.AbsolutePath} got no circuit.");
        var roots = RootPattern().Matches(html).Select(match => JsonDocument.Parse(match.Groups[1].Value).RootElement)
            .Where(root => root.TryGetProperty("descriptor", out _))
            .Select((root, number) => new { type = "add", ssrComponentId = number + 1, marker = root });
        await connection.SendAsync(
            "UpdateRootComponents",
            JsonSerializer.Serialize(new { batchId = 1, operations = roots }),
            StatePattern().Match(html).Groups[1].Value,
            cancellationToken);
        await shown.Task.WaitAsync(ShowsWithin, cancellationToken);
    }

    private Task AnswerAsync(long call) => call == 0
        ? Task.CompletedTask
        : connection.SendAsync("EndInvokeJSFromDotNet", call, true, $"[{call},true,null]");

    private Task AcknowledgeAsync(long batch, byte[] picture)
    {
        if (picture.AsSpan().IndexOf(sign) >= 0)
        {
            Interlocked.Increment(ref pictures);
            shown.TrySetResult();
        }

        return connection.SendAsync("OnRenderCompleted", batch, null);
    }

    [GeneratedRegex("<!--Blazor:({.*?})-->", RegexOptions.Singleline)]
    private static partial Regex RootPattern();

    [GeneratedRegex("<!--Blazor-Server-Component-State:([A-Za-z0-9+/=_-]+)-->")]
    private static partial Regex StatePattern();
}
