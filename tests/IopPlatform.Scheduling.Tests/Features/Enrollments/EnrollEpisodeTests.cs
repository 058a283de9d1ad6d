using System.Net;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Scheduling.Tests.Features.Enrollments;

public sealed class EnrollEpisodeTests(SchedulingFixture fixture)
{
    [Fact]
    public async Task Enroll_Episode_TakesASeatAndTellsIt()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (group, who) = (await clinic.GroupAsync(program), await clinic.AdmitAsync(program));
        var first = await clinic.Therapist.CreateAsync(Path(who), Request(group), "key");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        var again = await clinic.Therapist.CreateAsync(Path(who), Request(group), "key");
        Assert.Equal((HttpStatusCode.Created, first.Headers.Location), (again.StatusCode, again.Headers.Location));
        var told = await fixture.PublishedAsync<SeatsChanged>(clinic.Organization, seats => seats.Version == 2);
        Assert.Equal((group, 1), (told.GroupId, told.SeatsTaken));
        Assert.Equal(1, await SeatsTakenAsync(group));
    }

    [Fact]
    public async Task Enroll_LastSeat_OneOfTwentyWins()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var answers = await RaceAsync(clinic, seats: 1, contenders: 20);
        Assert.Single(answers, HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(status => status == HttpStatusCode.Conflict));
        Assert.Equal([1L, 2L], (await clinic.ToldAsync<SeatsChanged>()).Select(seats => seats.Version));
    }

    [Fact]
    public async Task Enroll_AllSeatsAtOnce_ToldWithoutGap()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var answers = await RaceAsync(clinic, seats: 10, contenders: 14);
        Assert.Equal(10, answers.Count(status => status == HttpStatusCode.Created));
        var told = (await clinic.ToldAsync<SeatsChanged>()).OrderBy(seats => seats.Version).ToArray();
        Assert.Equal(Enumerable.Range(1, 11).Select(version => (long)version), told.Select(seats => seats.Version));
        Assert.All(told, seats => Assert.Equal(seats.Version - 1, seats.SeatsTaken));
    }

    [Fact]
    public async Task Database_MoreSeatsThanThereAre_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var group = await clinic.GroupAsync(await clinic.ProgramAsync(), seatsMax: 3);
        var breach = await Assert.ThrowsAsync<PostgresException>(
            () => fixture.SqlAsync<int>("update groups set seats_taken = seats_max + 1 where id = $1 returning 1", group));
        Assert.Equal("group_seats", breach.ConstraintName);
    }

    [Fact]
    public async Task Enroll_AgainstARule_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (program, other) = (await clinic.ProgramAsync(), await clinic.ProgramAsync());
        var (track, otherTrack) = (await clinic.TrackAsync(program), await clinic.TrackAsync(program));
        var who = await clinic.AdmitAsync(program, track);
        var group = await clinic.GroupAsync(program, seatsMax: 1);
        await clinic.Therapist.CreateAsync(Path(who), Request(await clinic.GroupAsync(other)))
            .RefusedByAsync("wrong-program");
        await clinic.Therapist.CreateAsync(Path(who), Request(await clinic.GroupAsync(program, track: otherTrack)))
            .RefusedByAsync("wrong-track");
        await clinic.EnrollAsync(who, await clinic.GroupAsync(program, track: track));
        await clinic.EnrollAsync(who, group);
        await clinic.Therapist.CreateAsync(Path(who), Request(group)).RefusedByAsync("already-enrolled");
        var late = await clinic.AdmitAsync(program);
        await clinic.Therapist.CreateAsync(Path(late), Request(group)).RefusedByAsync("group-full");
        await fixture.DeliverAsync(clinic.Closure(late));
        await clinic.Therapist.CreateAsync(Path(late), Request(group)).RefusedByAsync("episode-closed");
    }

    [Fact]
    public async Task Enroll_WrongFields_AreAllNamed()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        await clinic.Therapist.CreateAsync(Path(who), new { groupId = Guid.Empty, from = "0001-01-01" })
            .WrongFieldsAsync("groupId", "from");
    }

    [Fact]
    public async Task Enroll_UnknownOrByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (group, who) = (await clinic.GroupAsync(program), await clinic.AdmitAsync(program));
        var unknown = new Admitted(Guid.CreateVersion7(), Guid.CreateVersion7());
        await clinic.Therapist.CreateAsync(Path(unknown), Request(group)).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.Therapist.CreateAsync(Path(who), Request(Guid.CreateVersion7()))
            .AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStaffElsewhere().CreateAsync(Path(who), Request(group)).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().CreateAsync(Path(who), Request(group)).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsPatient(who.PatientId).CreateAsync(Path(who), Request(group))
            .AnswersAsync(HttpStatusCode.Forbidden);
    }

    private async Task<IReadOnlyList<HttpStatusCode>> RaceAsync(Clinic clinic, int seats, int contenders)
    {
        var program = await clinic.ProgramAsync();
        var group = await clinic.GroupAsync(program, seatsMax: seats);
        var episodes = await Task.WhenAll(Enumerable.Range(0, contenders).Select(_ => clinic.AdmitAsync(program)));
        var answers = await Task.WhenAll(episodes.Select(who => clinic.Therapist.CreateAsync(Path(who), Request(group))));
        Assert.Equal(seats, await SeatsTakenAsync(group));
        return [.. answers.Select(answer => answer.StatusCode)];
    }

    private async Task<int> SeatsTakenAsync(Guid group) =>
        await fixture.OneAsync<int>("select seats_taken from groups where id = $1", group);

    private static string Path(Admitted who) => $"{Clinic.Api}/episodes/{who.EpisodeId}/enrollments";

    private static object Request(Guid group) => new { groupId = group, from = "2026-01-05" };
}
