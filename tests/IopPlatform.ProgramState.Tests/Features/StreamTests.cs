using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ProgramState.Tests.Features;

public sealed class StreamTests(ProgramStateFixture fixture)
{
    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Episode_Stream_GivesASnapshotThenEachChange()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted());
        using var stream = await EventStream.OpenAsync(fixture.As(story, Roles.Therapist), story.EpisodePath());
        var (id, snapshot) = await stream.NextAsync<EpisodeView>();
        Assert.Equal((1, "admitted"), (id, snapshot.Phase));
        await fixture.PublishAsync(story.Attended(story.Monday));
        (id, var changed) = await stream.NextAsync<EpisodeView>();
        Assert.Equal((2, "active"), (id, changed.Phase));
    }

    [Fact]
    public async Task Board_Stream_ShowsWhoComes()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted());
        using var stream = await EventStream.OpenAsync(fixture.As(story, Roles.SiteManager), story.BoardPath());
        var (_, board) = await stream.NextAsync<BoardView>();
        Assert.Equal((1, 0), (board.Census, board.HereNow));
        await fixture.PublishAsync(CheckIn());
        (_, board) = await stream.NextAsync<BoardView>();
        Assert.Equal(1, board.HereNow);
    }

    [Fact]
    public async Task Stream_EndsWithTheToken_AndIsAudited()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted());
        using var client = fixture.AnonymousClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", TestTokens.For(Callers.Staff(story.Organization, Roles.Therapist), TimeSpan.FromSeconds(3)));
        using var stream = await EventStream.OpenAsync(client, story.EpisodePath());
        await stream.NextAsync<EpisodeView>();
        await stream.EndAsync();
        var details = await Eventually.GetAsync(
            async () => (await fixture.SqlAsync<string>(
                "select details::text from audit where resource_id = $1 and action = 'episode.watch' order by id", story.Episode))
                is { Count: 2 } rows ? rows : null,
            "opening and closing in the audit trail");
        Assert.Contains("opened", details[0], StringComparison.Ordinal);
        Assert.Contains("token-expired", details[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WhenTheClientLeaves_IsClosedInTheAuditTrail()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted());
        var stream = await EventStream.OpenAsync(fixture.As(story, Roles.Therapist), story.EpisodePath());
        await stream.NextAsync<EpisodeView>();
        stream.Dispose();
        await Eventually.BecomesTrueAsync(
            async () => (await fixture.SqlAsync<string>("select details::text from audit where resource_id = $1", story.Episode))
                .Any(row => row?.Contains("client-left", StringComparison.Ordinal) is true),
            "the stream's end in the audit trail");
    }

    [Fact]
    public async Task Stream_OfThePast_IsRefused()
    {
        await fixture.DeliverAllAsync(story.Admitted());
        using var request = new HttpRequestMessage(HttpMethod.Get, story.EpisodePath() + "?asOf=2026-01-01T00:00:00Z");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await fixture.As(story, Roles.Therapist).SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private AttendanceRecorded CheckIn() =>
        story.Attended(story.Session(story.Now.AddMinutes(-5), story.Now.AddHours(1)), "checked-in");

    private sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public static async Task<EventStream> OpenAsync(HttpClient client, string path)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.ParseAdd("text/event-stream");
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        public async Task<(long Id, T State)> NextAsync<T>()
        {
            var id = 0L;
            while (await reader.ReadLineAsync().WaitAsync(Eventually.Patience) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = long.Parse(line[4..]);
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                    return (id, JsonSerializer.Deserialize<T>(line[6..], JsonSerializerOptions.Web)!);
            }

            throw new EndOfStreamException("The stream ended where an event was expected.");
        }

        public async Task EndAsync()
        {
            while (await reader.ReadLineAsync().WaitAsync(Eventually.Patience) is not null)
            {
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
