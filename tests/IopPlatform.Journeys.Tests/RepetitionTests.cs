using System.Net;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Journeys.Tests;

public sealed class RepetitionTests
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.GatewayTimeout, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    [InlineData(HttpStatusCode.Conflict, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    public void Repeats_Status_OnlyWhereThePlatformIsNotThere(HttpStatusCode status, bool expected) =>
        Assert.Equal(expected, new Repetition(Patient).Repeats(status));

    [Fact]
    public void Repeats_LostAnswer_OnlyForThePatient()
    {
        Assert.True(new Repetition(Patient).Repeats(new HttpRequestException("reset"), CancellationToken.None));
        Assert.False(new Repetition(TimeSpan.Zero).Repeats(new HttpRequestException("reset"), CancellationToken.None));
        Assert.False(new Repetition(Patient).Repeats(new OperationCanceledException(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void SaysDone_RefusedEdit_OnlyAfterALostAnswer()
    {
        var repetition = new Repetition(Patient);
        Assert.False(repetition.SaysDone(HttpMethod.Post, HttpStatusCode.PreconditionFailed));
        repetition.Repeats(HttpStatusCode.BadGateway);
        Assert.True(repetition.SaysDone(HttpMethod.Post, HttpStatusCode.PreconditionFailed));
        Assert.True(repetition.SaysDone(HttpMethod.Delete, HttpStatusCode.NotFound));
        Assert.False(repetition.SaysDone(HttpMethod.Put, HttpStatusCode.NotFound));
        Assert.False(repetition.SaysDone(HttpMethod.Put, HttpStatusCode.Conflict));
    }
}
