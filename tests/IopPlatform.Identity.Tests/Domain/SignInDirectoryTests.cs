using IopPlatform.Identity.Domain;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Identity.Tests.Domain;

public sealed class SignInDirectoryTests(IdentityFixture fixture)
{
    private static readonly CancellationToken NeverCanceled = CancellationToken.None;

    [Fact]
    public async Task ReachesOf_AnyPerson_TellsOfThatPersonOnly()
    {
        var organization = await fixture.AddOrganizationAsync();
        var (person, colleague) = (await fixture.AddPersonAsync(), await fixture.AddPersonAsync());
        await fixture.AddMemberAsync(organization, person, Roles.Therapist);
        await fixture.AddMemberAsync(organization, colleague, Roles.SiteManager);
        await using var source = NpgsqlDataSource.Create(fixture.Database.App);
        var reach = Assert.Single(await new SignInDirectory(source).ReachesOfAsync(person, NeverCanceled));
        Assert.Equal(organization, reach.OrganizationId);
        Assert.Equal([Roles.Therapist], reach.Roles);
        Assert.Null(reach.SiteIds);
        Assert.True(reach.Active);
    }

    [Theory]
    [InlineData("organizations")]
    [InlineData("sites")]
    [InlineData("memberships")]
    [InlineData("portal_invitations")]
    [InlineData("patient_accounts")]
    [InlineData("staff_invitations")]
    public async Task Directory_ReadByTheServiceWithoutAnOrganization_IsEmpty(string table)
    {
        await using var source = NpgsqlDataSource.Create(fixture.Database.App);
        await using var command = source.CreateCommand($"select count(*) from {table}");
        Assert.Equal(0L, await command.ExecuteScalarAsync(NeverCanceled));
    }

    [Theory]
    [InlineData("select * from auth.reaches_of(gen_random_uuid())")]
    [InlineData("select auth.organization_of_invitation('')")]
    [InlineData("select * from auth.staff_invitation('')")]
    [InlineData("select * from auth.people")]
    [InlineData("select * from auth.totp")]
    public async Task SchemaAuth_AskedByTheRelay_IsClosed(string sql)
    {
        await using var source = NpgsqlDataSource.Create(fixture.Database.Relay);
        await using var command = source.CreateCommand(sql);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync(NeverCanceled));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }
}
