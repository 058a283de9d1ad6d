using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests.Traces;

/// <summary>Somebody who looks at the board of every site, as a stream, and reads whatever comes.</summary>
internal sealed class LiveBoards : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly List<HttpClient> clients = [];
    private readonly List<Task> reading = [];

    public static async Task<LiveBoards> OpenAsync(PlatformFixture platform, params IEnumerable<Guid> organizations)
    {
        var boards = new LiveBoards();
        foreach (var organization in organizations)
        {
            var client = platform.Client(Callers.Staff(organization, Roles.SiteManager));
            boards.clients.Add(client);
            var sites = (await client.GetFromJsonAsync<JsonObject>("/api/identity/sites"))!["items"]!.AsArray();
            foreach (var site in sites) await boards.WatchAsync(client, site!["id"]!.GetValue<Guid>());
        }

        return boards;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(reading);
        clients.ForEach(client => client.Dispose());
        end.Dispose();
    }

    /// <summary>A site that was just seeded takes a moment to be known to the live state.</summary>
    private async Task WatchAsync(HttpClient client, Guid site)
    {
        var stream = await Eventually.GetAsync(() => TryOpenAsync(client, site), $"the board of site {site} to be there");
        var first = new TaskCompletionSource();
        reading.Add(ReadAsync(stream, first));
        await first.Task.WaitAsync(Eventually.Patience);
    }

    private async Task<HttpResponseMessage?> TryOpenAsync(HttpClient client, Guid site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/program-state/sites/{site}/board");
        request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
        if (response.IsSuccessStatusCode) return response;

        response.Dispose();
        return null;
    }

    private async Task ReadAsync(HttpResponseMessage response, TaskCompletionSource first)
    {
        using (response)
        {
            try
            {
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(end.Token));
                while (await lines.ReadLineAsync(end.Token) is not null) first.TrySetResult();
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
            {
                // It is closed, or the platform ends.
                first.TrySetException(exception);
            }
        }
    }
}
