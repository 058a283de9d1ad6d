using System.Net;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests.Features.Groups;

public sealed class CreateGroupTests(SchedulingFixture fixture)
{
    private const string Path = Clinic.Api + "/groups";

    [Fact]
    public async Task Create_Group_IsListedAndItsSeatsTold()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var id = await clinic.GroupAsync(
            program,
            seatsMax: 10,
            track: await clinic.TrackAsync(program),
            slots: [Clinic.Slot("tuesday", "17:30", 180, 165), Clinic.Slot("thursday", "17:30", 180, 165)]);
        var group = Assert.Single((await clinic.Therapist.ReadAsync($"{Path}?programId={program}").OkAsync())["items"]!.AsArray())!;
        Assert.Equal("10 0 10", $"{group["seatsMax"]} {group["seatsTaken"]} {group["seatsFree"]}");
        Assert.Equal(
            ["tuesday 17:30", "thursday 17:30"],
            group["slots"]!.AsArray().Select(slot => $"{slot!["dayOfWeek"]} {slot["startsAt"]}"));
        var told = await fixture.PublishedAsync<SeatsChanged>(clinic.Organization, seats => seats.GroupId == id);
        Assert.Equal((1, program, clinic.Site, 10, 0), (told.Version, told.ProgramId, told.SiteId, told.SeatsMax, told.SeatsTaken));
    }

    [Fact]
    public async Task Create_SameKeyTwice_IsAnsweredAlike()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var request = await clinic.GroupRequestAsync(await clinic.ProgramAsync());
        var first = await clinic.Manager.CreateAsync(Path, request, "key");
        var second = await clinic.Manager.CreateAsync(Path, request, "key");
        Assert.Equal((HttpStatusCode.Created, first.Headers.Location), (second.StatusCode, second.Headers.Location));
    }

    [Fact]
    public async Task Create_WrongFields_AreAllNamed()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.Manager.CreateAsync(Path, new
        {
            programId = Guid.Empty,
            name = "Skills",
            kind = "party",
            roomId = Guid.CreateVersion7(),
            facilitatorId = Guid.CreateVersion7(),
            seatsMax = 0,
            slots = new[] { Clinic.Slot("someday", "9am", 60, 61), Clinic.Slot("monday", "23:00", 120, 60) },
            startsOn = "1999-01-01",
        }).WrongFieldsAsync(
            "programId",
            "kind",
            "seatsMax",
            "startsOn",
            "slots[0].dayOfWeek",
            "slots[0].startsAt",
            "slots[0].clinicalMinutes",
            "slots[1].minutes");
    }

    [Fact]
    public async Task Create_OverlappingRoomOrFacilitator_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (room, facilitator) = (await clinic.RoomAsync(), await clinic.StaffAsync());
        await clinic.GroupAsync(program, room: room, facilitator: facilitator, slots: [Clinic.Slot("monday", "09:00", 180, 165)]);
        object[] overlapping = [Clinic.Slot("monday", "11:59", 60, 50)];
        await TryAsync(clinic, program, room: room, slots: overlapping).RefusedByAsync("room-taken");
        await TryAsync(clinic, program, facilitator: facilitator, slots: overlapping)
            .RefusedByAsync("staff-taken");
        object[] adjacent = [Clinic.Slot("monday", "12:00", 60, 50), Clinic.Slot("tuesday", "09:00", 60, 50)];
        await clinic.GroupAsync(program, room: room, facilitator: facilitator, slots: adjacent);
    }

    [Fact]
    public async Task Create_OverASessionThatIsBooked_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture, "UTC");
        var program = await clinic.ProgramAsync();
        var (room, who) = (await clinic.RoomAsync(), await clinic.AdmitAsync(program));
        var at = new DateTimeOffset(clinic.ComingMonday.ToDateTime(new TimeOnly(10, 0)), TimeSpan.Zero);
        await clinic.SessionAsync(at, [who.EpisodeId], room: room);
        var text = await TryAsync(clinic, program, room: room).RefusedByAsync("room-taken");
        Assert.Contains("10:00 (UTC)", text);
    }

    [Fact]
    public async Task Create_RuleOrUnknownThing_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var small = await clinic.RoomAsync(seats: 4);
        await TryAsync(clinic, program, seatsMax: 5, room: small).RefusedByAsync("room-too-small");
        var elsewhere = await clinic.StaffAsync(sites: [Guid.CreateVersion7()]);
        await TryAsync(clinic, program, facilitator: elsewhere).RefusedByAsync("staff-not-at-site");
        var gone = await clinic.StaffAsync(active: false);
        await TryAsync(clinic, program, facilitator: gone).AnswersAsync(HttpStatusCode.NotFound);
        var foreignTrack = await clinic.TrackAsync(await clinic.ProgramAsync());
        await TryAsync(clinic, program, track: foreignTrack).AnswersAsync(HttpStatusCode.NotFound);
        var foreignRoom = await (await Clinic.OpenAsync(fixture, organization: clinic.Organization)).RoomAsync();
        await TryAsync(clinic, program, room: foreignRoom).AnswersAsync(HttpStatusCode.NotFound);
        object[] twice = [Clinic.Slot("monday", "09:00", 60, 50), Clinic.Slot("monday", "09:00", 60, 50)];
        await TryAsync(clinic, program, slots: twice).WrongFieldsAsync("slots");
    }

    [Fact]
    public async Task Create_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var request = await clinic.GroupRequestAsync(await clinic.ProgramAsync());
        await clinic.Therapist.CreateAsync(Path, request).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsStaffElsewhere().CreateAsync(Path, request).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().CreateAsync(Path, request).AnswersAsync(HttpStatusCode.NotFound);
    }

    private static async Task<HttpResponseMessage> TryAsync(
        Clinic clinic,
        Guid program,
        int seatsMax = 8,
        Guid? room = null,
        Guid? facilitator = null,
        Guid? track = null,
        object[]? slots = null) =>
        await clinic.Manager.CreateAsync(
            Path, await clinic.GroupRequestAsync(program, seatsMax, room, facilitator, track, slots));
}
