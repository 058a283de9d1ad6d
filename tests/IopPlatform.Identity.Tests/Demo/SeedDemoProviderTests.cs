using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Identity.Demo;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.Identity.Tests.Demo;

public sealed class SeedDemoProviderTests(IdentityFixture fixture)
{
    [Fact]
    public async Task Start_FirstTime_PublishesOrganizationSitesAndStaff()
    {
        var harbor = DemoProvider.Harbor;
        var organization = Assert.Single(await fixture.PublishedAsync<OrganizationChanged>(harbor.Id));
        Assert.Equal((harbor.Name, harbor.SupportPhone, 1), (organization.Name, organization.SupportPhone, organization.Version));

        var sites = await fixture.PublishedAsync<SiteChanged>(harbor.Id);
        Assert.Equal(
            harbor.Sites.Select(site => (site.Id, site.Name, site.TimeZone, site.Phone, true)),
            sites.Select(site => (site.SiteId, site.Name, site.TimeZone, site.Phone, site.Active)));

        var staff = await fixture.PublishedAsync<StaffChanged>(harbor.Id);
        Assert.Equal(harbor.Members.Count, staff.Count);
        var cosigned = staff.First(member => member.NeedsCosign);
        Assert.Equal([Roles.Therapist], cosigned.Roles);
        Assert.Equal([harbor.Sites[0].Id], cosigned.SiteIds);
        Assert.Empty(staff.Single(member => member.Roles.Contains(Roles.MedicalDirector)).SiteIds);
    }

    [Fact]
    public async Task Start_Again_ChangesNothing()
    {
        var before = await CountAsync();
        foreach (var service in fixture.Services.GetServices<IHostedService>()
            .Where(service => service.GetType().Name is "SeedDemoProvider" or "RegisterClients"))
        {
            await service.StartAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public void Members_OfEachOrganization_FillEveryRole()
    {
        foreach (var organization in DemoProvider.Organizations)
        {
            Assert.Equal(Roles.Memberships.Order(), organization.Members.Select(member => member.Role).Distinct().Order());
            foreach (var site in organization.Sites)
            {
                var there = organization.Members.Where(member => member.SiteId == site.Id).ToList();
                Assert.Equal(2, there.Count(member => member.Role == Roles.Therapist));
                Assert.Single(there, member => member.NeedsCosign);
                Assert.NotNull(TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));
            }
        }
    }

    private async Task<string> CountAsync() => (await fixture.SqlAsync<string>(
        """
        select concat_ws(' ',
            (select count(*) from outbox where organization_id in ($1, $2)),
            (select count(*) from memberships where organization_id in ($1, $2)),
            (select string_agg(password_hash, ',' order by p.id) from auth.people p
             where exists (select 1 from memberships m where m.person_id = p.id and m.organization_id in ($1, $2))),
            (select string_agg(concurrency_token, ',' order by id) from auth.applications))
        """,
        DemoProvider.Harbor.Id, DemoProvider.Prairie.Id)).Single();
}
