using IopPlatform.Contracts;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests.Features.Projections;

/// <summary>Sites, staff and patients: the newest version wins, whatever comes when and how often.</summary>
public sealed class ProjectionTests(SchedulingFixture fixture)
{
    [Fact]
    public async Task Site_VersionsOutOfOrder_NewestWins()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await DeliverAsync(clinic.SiteChanged(3, "America/Denver"), clinic.SiteChanged(2, "America/Chicago"));
        Assert.Equal(
            "America/Denver",
            await fixture.OneAsync<string>("select time_zone from sites where id = $1", clinic.Site));
    }

    [Fact]
    public async Task Site_UnknownZone_IsParked()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await fixture.PublishAsync(clinic.SiteChanged(2, "Mars/Olympus"));
        await Eventually.BecomesTrueAsync(
            async () => await fixture.OneAsync<long>("select count(*) from parked_messages where message_id = $1", id) == 1,
            "the site with an unknown zone to be parked");
        Assert.Equal(
            "America/New_York",
            await fixture.OneAsync<string>("select time_zone from sites where id = $1", clinic.Site));
    }

    [Fact]
    public async Task Staff_VersionsOutOfOrder_NewestWins()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = Guid.CreateVersion7();
        await DeliverAsync(Staff(clinic, id, 2, "Second"), Staff(clinic, id, 1, "First"));
        Assert.Equal("Second", await fixture.OneAsync<string>("select display_name from staff where id = $1", id));
    }

    [Fact]
    public async Task Patient_VersionsOutOfOrder_NewestWins()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = Guid.CreateVersion7();
        await DeliverAsync(Patient(clinic, id, 2, "Second"), Patient(clinic, id, 1, "First"));
        Assert.Equal("Second", await fixture.OneAsync<string>("select given_name from patients where id = $1", id));
    }

    private async Task DeliverAsync(params Event[] events)
    {
        foreach (var each in events.Concat(events))
        {
            var id = Guid.CreateVersion7();
            await fixture.DeliverAsync(each, id);
            Assert.Equal(
                1,
                await fixture.OneAsync<long>("select count(*) from audit where source_message_id = $1", id));
        }
    }

    private static StaffChanged Staff(Clinic clinic, Guid id, long version, string name) => new()
    {
        OrganizationId = clinic.Organization,
        Version = version,
        OccurredAt = clinic.Now,
        StaffId = id,
        DisplayName = name,
        Email = "staff@clinic.example",
        Roles = ["therapist"],
        SiteIds = [clinic.Site],
        NeedsCosign = false,
        Active = true,
    };

    private static PatientChanged Patient(Clinic clinic, Guid id, long version, string name) => new()
    {
        OrganizationId = clinic.Organization,
        Version = version,
        OccurredAt = clinic.Now,
        PatientId = id,
        SiteId = clinic.Site,
        GivenName = name,
        FamilyName = "Rivera",
        BirthDate = new DateOnly(1990, 5, 5),
        Language = "en",
    };
}
