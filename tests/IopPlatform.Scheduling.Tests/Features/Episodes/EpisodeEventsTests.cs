using IopPlatform.Contracts;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests.Features.Episodes;

/// <summary>Admission, prescription and closure, in any order and more than once.</summary>
public sealed class EpisodeEventsTests(SchedulingFixture fixture)
{
    public static TheoryData<string> Orders => [.. Permutations("123")];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Events_AnyOrderEachTwice_EndInTheSameState(string order)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (first, second) = (await clinic.ProgramAsync(), await clinic.ProgramAsync());
        var who = new Admitted(Guid.CreateVersion7(), Guid.CreateVersion7());
        var events = new Dictionary<char, Event>
        {
            ['1'] = clinic.Admission(who, first, version: 1),
            ['2'] = clinic.Admission(who, second, version: 2),
            ['3'] = clinic.Closure(who, version: 3),
        };
        foreach (var each in order)
        {
            var id = Guid.CreateVersion7();
            await fixture.DeliverAsync(events[each], id);
            await fixture.PublishAsync(events[each], id);
            await fixture.DeliverAsync(events[each]);
        }

        var state = await fixture.OneAsync<string>(
            """
            select program_id || ' ' || version || ' ' || closed_version || ' ' || (closed_on is not null)
            from episodes where id = $1
            """,
            who.EpisodeId);
        Assert.Equal($"{second} 2 3 true", state);
    }

    [Fact]
    public async Task Closure_OfAnEnrolledEpisode_ReleasesSeatsAndFuture()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (group, second) = (await clinic.GroupAsync(program, seatsMax: 1), await clinic.GroupAsync(program));
        var who = await clinic.AdmitAsync(program);
        await clinic.EnrollAsync(who, group);
        await clinic.EnrollAsync(who, second);
        var evening = new DateTimeOffset(clinic.ComingMonday.ToDateTime(new TimeOnly(20, 0)), TimeSpan.Zero);
        await clinic.SessionAsync(evening, [who.EpisodeId]);
        await clinic.BuildWeekAsync(who, clinic.PastMonday).OkAsync();
        await clinic.BuildWeekAsync(who, clinic.ComingMonday).OkAsync();

        var closure = clinic.Closure(who);
        var id = Guid.CreateVersion7();
        await fixture.DeliverAsync(closure, id);
        await fixture.PublishAsync(closure, id);
        await fixture.DeliverAsync(closure);

        var seats = (await clinic.ToldAsync<SeatsChanged>()).Where(told => told.GroupId == group);
        Assert.Equal([0, 1, 0], seats.OrderBy(told => told.Version).Select(told => told.SeatsTaken));
        var weeks = await clinic.ToldAsync<PersonalScheduleChanged>();
        Assert.Equal(1, weeks.Where(week => week.WeekStartsOn == clinic.PastMonday).Max(week => week.Version));
        var coming = weeks.Where(week => week.WeekStartsOn == clinic.ComingMonday).OrderBy(week => week.Version).ToArray();
        Assert.Equal([1, 3, 0], coming.Select(week => week.Sessions.Count));
        Assert.Equal(
            2,
            await fixture.OneAsync<long>(
                "select count(*) from bookings where episode_id = $1 and canceled_at is null", who.EpisodeId));
        Assert.Equal(1, await fixture.OneAsync<long>("select count(*) from audit where source_message_id = $1", id));

        // The seat is free for the next one.
        await clinic.EnrollAsync(await clinic.AdmitAsync(program), group);
    }

    [Fact]
    public async Task Closure_WhileSeatsAreTaken_LeavesNone()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var groups = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => clinic.GroupAsync(program)));
        var who = await clinic.AdmitAsync(program);
        var enrolling = groups.Select(group => clinic.Therapist.CreateAsync(
            $"{Clinic.Api}/episodes/{who.EpisodeId}/enrollments", new { groupId = group, from = "2026-01-05" })).ToArray();
        await fixture.DeliverAsync(clinic.Closure(who));
        await Task.WhenAll(enrolling);
        Assert.Equal(
            0,
            await fixture.OneAsync<long>(
                "select count(*) from enrollments where episode_id = $1 and until_date is null", who.EpisodeId));
        Assert.Equal(
            0,
            await fixture.OneAsync<long>(
                "select sum(seats_taken)::bigint from groups where organization_id = $1", clinic.Organization));
    }

    [Fact]
    public async Task Prescriptions_AnyOrderTwice_AreAllKeptOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = new Admitted(Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var version in new[] { 2, 1, 2, 1 })
        {
            await fixture.DeliverAsync(clinic.Prescription(who, 100 * version, new DateOnly(2026, 1, 5), version));
        }

        var kept = await fixture.SqlAsync<int>(
            "select weekly_minutes from prescriptions where episode_id = $1 order by version", who.EpisodeId);
        Assert.Equal([100, 200], kept);
    }

    private static IEnumerable<string> Permutations(string items) =>
        items.Length == 0 ? [""] : items.SelectMany(item => Permutations(items.Replace($"{item}", "")).Select(rest => item + rest));
}
