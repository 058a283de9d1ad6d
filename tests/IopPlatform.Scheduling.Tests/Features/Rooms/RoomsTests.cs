using System.Net;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests.Features.Rooms;

public sealed class RoomsTests(SchedulingFixture fixture)
{
    private const string Path = Clinic.Api + "/rooms";

    [Fact]
    public async Task Create_Room_IsListed()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var first = await clinic.Manager.CreateAsync(Path, Request(clinic), "key");
        var second = await clinic.Manager.CreateAsync(Path, Request(clinic), "key");
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        var room = Assert.Single((await clinic.Therapist.ReadAsync($"{Path}?siteId={clinic.Site}").OkAsync())["items"]!.AsArray())!;
        Assert.Equal(("Willow", 12), (room["name"]!.GetValue<string>(), room["seats"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Create_WrongOrTaken_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.Manager.CreateAsync(Path, new { siteId = clinic.Site, name = "", seats = 0 })
            .WrongFieldsAsync("name", "seats");
        await clinic.Manager.CreatedIdAsync(Path, Request(clinic));
        await clinic.Manager.CreateAsync(Path, Request(clinic)).RefusedByAsync("room-name-taken");
    }

    [Fact]
    public async Task Create_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.Therapist.CreateAsync(Path, Request(clinic)).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsStaffElsewhere().CreateAsync(Path, Request(clinic)).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().CreateAsync(Path, Request(clinic)).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.RoomAsync();
        Assert.Empty((await clinic.AsStranger().ReadAsync(Path).OkAsync())["items"]!.AsArray());
    }

    private static object Request(Clinic clinic) => new { siteId = clinic.Site, name = "Willow", seats = 12 };
}
