using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Tests.Features.Programs;

/// <summary>Sites, programs and seats of other services: any order, any repetition, the highest version stays.</summary>
public sealed class ProjectionTests(IntakeFixture fixture)
{
    [Fact]
    public async Task Programs_SeatsFirstAndOldVersionLast_ShowTheNewest()
    {
        var provider = await Provider.OpenAsync(fixture);
        var program = Guid.CreateVersion7();
        var group = Guid.CreateVersion7();
        await fixture.DeliverAsync(Seats(provider, program, group, version: 2, taken: 3));
        await fixture.DeliverAsync(Seats(provider, program, group, version: 1, taken: 0));
        await fixture.DeliverAsync(Seats(provider, program, Guid.CreateVersion7(), version: 1, taken: 10));
        var track = Guid.CreateVersion7();
        await fixture.DeliverAsync(provider.ProgramChanged(program, 2, "Evening IOP", trackId: track));
        await fixture.DeliverAsync(provider.ProgramChanged(program, 1, "Old name"));

        var listed = (await provider.As(Roles.SiteManager).Get($"{Provider.Api}/programs?siteId={provider.Site}").OkAsync())["items"]!.AsArray().Single()!;
        Assert.Equal(("Evening IOP", "iop", 5), (listed.Text("name"), listed.Text("levelOfCare"), listed["seatsFree"]!.GetValue<int>()));
        Assert.Equal(track, listed["tracks"]![0]!["id"]!.GetValue<Guid>());
        var elsewhere = await provider.AsElsewhere(Roles.IntakeCoordinator).Get($"{Provider.Api}/programs").OkAsync();
        Assert.Empty(elsewhere["items"]!.AsArray());
    }

    [Fact]
    public async Task Site_OldVersionLate_ChangesNothing()
    {
        var provider = await Provider.OpenAsync(fixture);
        await fixture.DeliverAsync(provider.SiteChanged(3, "America/Chicago"));
        await fixture.DeliverAsync(provider.SiteChanged(2, "Asia/Tokyo"));
        Assert.Equal(["America/Chicago"], await fixture.SqlAsync<string>("select time_zone from sites where id = $1", provider.Site));
    }

    [Fact]
    public async Task Site_UnknownZone_IsParked()
    {
        var provider = await Provider.OpenAsync(fixture);
        var message = await fixture.PublishAsync(provider.SiteChanged(2, "Mars/Olympus_Mons"));
        await IopPlatform.Testing.Eventually.BecomesTrueAsync(
            async () => (await fixture.SqlAsync<long>("select count(*) from parked_messages where message_id = $1", message)).Single() == 1,
            "the site with an unknown zone to be parked");
        Assert.Equal(["America/Denver"], await fixture.SqlAsync<string>("select time_zone from sites where id = $1", provider.Site));
    }

    private static SeatsChanged Seats(Provider provider, Guid program, Guid group, long version, int taken) => new()
    {
        OrganizationId = provider.Organization,
        Version = version,
        OccurredAt = provider.Now,
        GroupId = group,
        ProgramId = program,
        SiteId = provider.Site,
        SeatsMax = 8,
        SeatsTaken = taken,
    };
}
