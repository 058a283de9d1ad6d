using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Tenancy;

public sealed class RowSecurityTests(WidgetsFixture widgets)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_OtherOrganization_SeesNothing()
    {
        var mine = Callers.Staff(Guid.CreateVersion7(), Roles.Therapist);
        var id = await widgets.AddWidgetAsync(mine);

        Assert.Equal([id], await widgets.VisibleToAsync(mine));
        Assert.Empty(await widgets.VisibleToAsync(Callers.Staff(Guid.CreateVersion7(), Roles.Therapist)));
    }

    [Fact]
    public async Task Query_OtherSite_SeesNothing()
    {
        var organization = Guid.CreateVersion7();
        var (here, there) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var id = await widgets.AddWidgetAsync(Callers.Staff(organization, Roles.Therapist), here);

        Assert.Equal([id], await widgets.VisibleToAsync(Callers.StaffOf(organization, [there, here], Roles.Therapist)));
        Assert.Empty(await widgets.VisibleToAsync(Callers.StaffOf(organization, [there], Roles.Therapist)));
        Assert.Empty(await widgets.VisibleToAsync(Callers.StaffOf(organization, [], Roles.Therapist)));
    }

    [Fact]
    public async Task Query_OtherPatient_SeesNothing()
    {
        var organization = Guid.CreateVersion7();
        var patient = Guid.CreateVersion7();
        var id = await widgets.AddWidgetAsync(Callers.Staff(organization, Roles.Therapist), patientId: patient);

        Assert.Equal([id], await widgets.VisibleToAsync(Callers.Patient(organization, patient)));
        Assert.Empty(await widgets.VisibleToAsync(Callers.Patient(organization, Guid.CreateVersion7())));
    }

    [Fact]
    public async Task Insert_ForAnotherOrganization_IsRefused()
    {
        var caller = Callers.Staff(Guid.CreateVersion7(), Roles.Therapist);
        var write = widgets.As(caller).Write().Add(
            "insert into widgets (organization_id, id, site_id, patient_id, name, version) values ($1, $1, $1, $1, 'planted', 1)",
            Guid.CreateVersion7());

        var refused = await Assert.ThrowsAsync<PostgresException>(() => write.CommitAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Query_SameConnectionNextCaller_KeepsNothingOfTheFirst()
    {
        var first = Callers.Staff(Guid.CreateVersion7(), Roles.Therapist);
        await widgets.AddWidgetAsync(first);
        Assert.Single(await widgets.VisibleToAsync(first, widgets.OneConnection));

        await using var bare = widgets.OneConnection.CreateCommand("select count(*) from widgets");
        Assert.Equal(0L, await bare.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task Tables_WithoutForcedRowSecurity_AreNone()
    {
        await using var source = NpgsqlDataSource.Create(widgets.Database.Migrator);
        await using var command = source.CreateCommand(
            """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
              and not (c.relrowsecurity and c.relforcerowsecurity)
            """);
        Assert.Null(await command.ExecuteScalarAsync(Cancel));
    }
}
