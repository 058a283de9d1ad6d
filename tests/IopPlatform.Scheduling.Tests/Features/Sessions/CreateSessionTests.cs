using System.Net;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Scheduling.Tests.Features.Sessions;

public sealed class CreateSessionTests(SchedulingFixture fixture)
{
    private const string Path = Clinic.Api + "/sessions";

    [Fact]
    public async Task Create_FamilySession_IsInEachWeekAndTold()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (first, second) = (await clinic.AdmitAsync(program), await clinic.AdmitAsync(program));
        var request = await clinic.SessionRequestAsync(clinic.Now.AddDays(3), [first.EpisodeId, second.EpisodeId]);
        var created = await clinic.Therapist.CreateAsync(Path, request, "key");
        var again = await clinic.Therapist.CreateAsync(Path, request, "key");
        Assert.Equal((HttpStatusCode.Created, created.Headers.Location), (again.StatusCode, again.Headers.Location));
        var told = await clinic.ToldAsync<PersonalScheduleChanged>();
        Assert.Equal(new[] { first.EpisodeId, second.EpisodeId }.Order(), told.Select(week => week.EpisodeId).Order());
        Assert.All(told, week => Assert.Equal(50, Assert.Single(week.Sessions).ClinicalMinutes));
    }

    [Fact]
    public async Task Create_RoomOrStaffTaken_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var (room, staff, at) = (await clinic.RoomAsync(), await clinic.StaffAsync(), clinic.Now.AddDays(2));
        await clinic.SessionAsync(at, [who.EpisodeId], staff, room);
        await TryAsync(clinic, at.AddMinutes(59), [who.EpisodeId], room: room).RefusedByAsync("room-taken");
        await TryAsync(clinic, at.AddMinutes(-59), [who.EpisodeId], staff).RefusedByAsync("staff-taken");
        await clinic.SessionAsync(at.AddMinutes(60), [who.EpisodeId], staff, room);
    }

    [Fact]
    public async Task Create_TwoForOneRoomAtOnce_OneWins()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (room, at) = (await clinic.RoomAsync(), clinic.Now.AddDays(2));
        var requests = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
            await clinic.SessionRequestAsync(at, [(await clinic.AdmitAsync(program)).EpisodeId], room: room)));
        var answers = await Task.WhenAll(requests.Select(request => clinic.Therapist.CreateAsync(Path, request)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Database_DoubleBookedRoom_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddDays(2), [who.EpisodeId], room: await clinic.RoomAsync());
        var breach = await Assert.ThrowsAsync<PostgresException>(() => fixture.SqlAsync<int>(
            """
            insert into sessions (organization_id, id, site_id, kind, staff_id, room_id, local_start, starts_at, ends_at,
                                  clinical_minutes, version)
            select organization_id, gen_random_uuid(), site_id, kind, staff_id, room_id, local_start, starts_at, ends_at,
                   clinical_minutes, 1
            from sessions where id = $1 returning 1
            """,
            session));
        Assert.Equal(PostgresErrorCodes.ExclusionViolation, breach.SqlState);
    }

    [Fact]
    public async Task Create_InAGroupsTime_IsRefusedBeforeItsSessionIsMade()
    {
        var clinic = await Clinic.OpenAsync(fixture, "UTC");
        var program = await clinic.ProgramAsync();
        var (room, facilitator, who) = (await clinic.RoomAsync(), await clinic.StaffAsync(), await clinic.AdmitAsync(program));
        var group = await clinic.GroupAsync(program, room: room, facilitator: facilitator);
        var at = new DateTimeOffset(clinic.ComingMonday.ToDateTime(new TimeOnly(11, 0)), TimeSpan.Zero);
        await TryAsync(clinic, at, [who.EpisodeId], room: room).RefusedByAsync("room-taken");
        await TryAsync(clinic, at, [who.EpisodeId], facilitator).RefusedByAsync("staff-taken");

        // When the group's session is made and canceled, the room is free.
        await clinic.EnrollAsync(who, group);
        var made = await clinic.FirstSessionAsync(who, clinic.ComingMonday);
        await TryAsync(clinic, at, [who.EpisodeId], room: room).RefusedByAsync("room-taken");
        await clinic.CancelAsync(made).AnswersAsync(HttpStatusCode.NoContent);
        await clinic.SessionAsync(at, [who.EpisodeId], facilitator, room);
    }

    [Fact]
    public async Task Create_WrongFields_AreAllNamed()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.Therapist.CreateAsync(Path, new
        {
            siteId = clinic.Site,
            kind = "party",
            staffId = Guid.Empty,
            startsAt = "0001-01-01T00:00:00Z",
            minutes = 0,
            clinicalMinutes = 1,
            episodeIds = Array.Empty<Guid>(),
        }).WrongFieldsAsync("kind", "staffId", "startsAt", "minutes", "clinicalMinutes", "episodeIds");
    }

    [Fact]
    public async Task Create_RuleOrUnknownThing_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (first, second) = (await clinic.AdmitAsync(program), await clinic.AdmitAsync(program));
        var at = clinic.Now.AddDays(2);
        var small = await clinic.RoomAsync(seats: 1);
        await TryAsync(clinic, at, [first.EpisodeId, second.EpisodeId], room: small).RefusedByAsync("room-too-small");
        var elsewhere = await clinic.StaffAsync(sites: [Guid.CreateVersion7()]);
        await TryAsync(clinic, at, [first.EpisodeId], elsewhere).RefusedByAsync("staff-not-at-site");
        await TryAsync(clinic, at, [Guid.CreateVersion7()]).AnswersAsync(HttpStatusCode.NotFound);
        await TryAsync(clinic, at, [first.EpisodeId], Guid.CreateVersion7()).AnswersAsync(HttpStatusCode.NotFound);
        await TryAsync(clinic, at, [first.EpisodeId], room: Guid.CreateVersion7())
            .AnswersAsync(HttpStatusCode.NotFound);
        var neighbor = await Clinic.OpenAsync(fixture, organization: clinic.Organization);
        await TryAsync(neighbor, at, [first.EpisodeId]).RefusedByAsync("wrong-site");
        await fixture.DeliverAsync(clinic.Closure(first));
        await TryAsync(clinic, at, [first.EpisodeId]).RefusedByAsync("episode-closed");
    }

    [Fact]
    public async Task Create_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var request = await clinic.SessionRequestAsync(clinic.Now.AddDays(2), [who.EpisodeId]);
        await clinic.AsPatient(who.PatientId).CreateAsync(Path, request).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsStaffElsewhere().CreateAsync(Path, request).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().CreateAsync(Path, request).AnswersAsync(HttpStatusCode.NotFound);
    }

    private static async Task<HttpResponseMessage> TryAsync(
        Clinic clinic, DateTimeOffset at, Guid[] episodes, Guid? staff = null, Guid? room = null) =>
        await clinic.Therapist.CreateAsync(Path, await clinic.SessionRequestAsync(at, episodes, staff, room));
}
