using IopPlatform.Messaging;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Schema;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Emergency;

/// <summary>Row-level security opens, to whoever has broken the glass, that patient's rows while it lasts, and nothing else.</summary>
public sealed class EmergencyAccessTests(WidgetsFixture widgets)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Guid.CreateVersion7();
    private readonly Guid site = Guid.CreateVersion7();
    private readonly Guid patient = Guid.CreateVersion7();
    private readonly MovableTime time = new();

    private Caller Everybody => Callers.Staff(organization, Roles.Therapist);

    [Fact]
    public async Task Read_Opened_MeetsThatPatientsRowsOnly()
    {
        var therapist = Elsewhere();
        var theirs = await widgets.AddWidgetAsync(Everybody, site, patient);
        await widgets.AddWidgetAsync(Everybody, site, Guid.CreateVersion7());
        var own = await widgets.AddWidgetAsync(Everybody, therapist.SiteIds![0], Guid.CreateVersion7());
        await AddPlacesAsync();
        Assert.Equal([own], await VisibleAsync(therapist, "widgets"));

        await OpenAsync(therapist);
        Assert.Equal(new[] { theirs, own }.Order(), (await VisibleAsync(therapist, "widgets")).Order());
        // The site of the chart by its name and zone, but none of its rooms and no other site.
        Assert.Equal([site], await VisibleAsync(therapist, "sites"));
        Assert.Empty(await VisibleAsync(therapist, "rooms"));
    }

    [Fact]
    public async Task Read_NotMarked_MeetsNothingOfIt()
    {
        var therapist = Elsewhere();
        await widgets.AddWidgetAsync(Everybody, site, patient);
        await OpenAsync(therapist);
        Assert.Empty(await widgets.VisibleToAsync(therapist));
        Assert.Single(await VisibleAsync(therapist, "widgets"));
    }

    [Fact]
    public async Task Read_ByAnotherOrAnotherOrganization_MeetsNothing()
    {
        var therapist = Elsewhere();
        await widgets.AddWidgetAsync(Everybody, site, patient);
        await OpenAsync(therapist);
        Assert.Empty(await VisibleAsync(Elsewhere(), "widgets"));

        // The same person in another organization that has, by chance, the same ids.
        var stranger = therapist with { OrganizationId = Guid.CreateVersion7() };
        await widgets.AddWidgetAsync(Callers.Staff(stranger.OrganizationId, Roles.Therapist), site, patient);
        Assert.Empty(await VisibleAsync(stranger, "widgets"));
    }

    [Fact]
    public async Task Read_BeforeAndAfter_MeetsNothing()
    {
        var therapist = Elsewhere();
        await widgets.AddWidgetAsync(Everybody, site, patient);
        var opened = await OpenAsync(therapist);

        time.MoveTo(opened.Until - TimeSpan.FromSeconds(5));
        Assert.Single(await VisibleAsync(therapist, "widgets"));
        time.MoveTo(opened.Until);
        Assert.Empty(await VisibleAsync(therapist, "widgets"));
        time.MoveTo(opened.OpenedAt - TimeSpan.FromMinutes(1));
        Assert.Empty(await VisibleAsync(therapist, "widgets"));
    }

    [Fact]
    public async Task Read_EndedEarly_MeetsNothing_AndAnOlderVersionOpensNothingAgain()
    {
        var therapist = Elsewhere();
        await widgets.AddWidgetAsync(Everybody, site, patient);
        var opened = await OpenAsync(therapist);
        await KeepAsync(opened with { Until = opened.OpenedAt, Version = 2 });
        await KeepAsync(opened);
        Assert.Empty(await VisibleAsync(therapist, "widgets"));
    }

    [Fact]
    public async Task Change_Opened_MeetsNothing()
    {
        var therapist = Elsewhere();
        var id = await widgets.AddWidgetAsync(Everybody, site, patient);
        await OpenAsync(therapist);
        await Assert.ThrowsAsync<StaleWriteException>(() =>
            As(therapist).Write().ChangeOne("update widgets set name = 'mine' where id = $1", id).CommitAsync(Cancel));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => As(therapist).Write()
            .Add(
                "insert into widgets (organization_id, id, site_id, patient_id, name, version) values ($1, $2, $3, $4, 'planted', 1)",
                organization, Guid.CreateVersion7(), site, patient)
            .CommitAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Read_SameConnectionNextCaller_KeepsNothingOfTheFirst()
    {
        var therapist = Elsewhere();
        await widgets.AddWidgetAsync(Everybody, site, patient);
        await OpenAsync(therapist);
        Assert.Single(await VisibleAsync(therapist, "widgets", widgets.OneConnection));
        Assert.Empty(await widgets.VisibleToAsync(therapist, widgets.OneConnection));
    }

    [Fact]
    public async Task Keep_LongerThanFourHours_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(Elsewhere(), hours: EmergencyAccess.LongestHours + 1));
        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
    }

    /// <summary>A database that had its tables before opens the same.</summary>
    [Fact]
    public async Task Policies_OfTablesFromBefore_AreThoseOfNewTables()
    {
        const string Policies = "select tablename || ': ' || qual from pg_policies where policyname = 'site' and tablename <> 'emergency_accesses' order by 1";
        var upgraded = await TestDatabase.CreateAsync(
            "upgraded", typeof(WidgetsFixture).Assembly, file => !file.Contains("0007_emergency_access", StringComparison.Ordinal));
        await using var fresh = NpgsqlDataSource.Create(widgets.Database.Migrator);
        await using var old = NpgsqlDataSource.Create(upgraded.Migrator);
        Assert.DoesNotContain(await PoliciesAsync(old), policy => policy.Contains("opened_", StringComparison.Ordinal));
        await SchemaMigration.RunAsync(
            upgraded.Migrator,
            [typeof(SchemaMigration).Assembly, typeof(MessagingExtensions).Assembly, typeof(WidgetsFixture).Assembly],
            Cancel);
        var expected = await PoliciesAsync(fresh);
        Assert.Contains(expected, policy => policy.StartsWith("widgets:", StringComparison.Ordinal) && policy.Contains("opened_patients", StringComparison.Ordinal));
        Assert.Equal(expected, await PoliciesAsync(old));

        static async Task<List<string>> PoliciesAsync(NpgsqlDataSource source)
        {
            await using var command = source.CreateCommand(Policies);
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            List<string> found = [];
            while (await reader.ReadAsync(Cancel)) found.Add(reader.GetString(0));
            return found;
        }
    }

    /// <summary>A therapist of some other site.</summary>
    private Caller Elsewhere() => Callers.StaffOf(organization, [Guid.CreateVersion7()], Roles.Therapist);

    private TenantDatabase As(Caller caller, NpgsqlDataSource? from = null) => new(
        from ?? widgets.App,
        new TenantContext { Caller = caller, Action = "widget.test", OpensInEmergency = true },
        new CommitSignal(),
        time,
        widgets.Keys);

    private async Task<IReadOnlyList<Guid>> VisibleAsync(Caller caller, string table, NpgsqlDataSource? from = null) =>
        await As(caller, from).QueryAsync<Guid>($"select id from {table}", [], Cancel);

    private async Task<EmergencyAccess> OpenAsync(Caller caller, int hours = EmergencyAccess.LongestHours)
    {
        var now = time.GetUtcNow();
        var access = new EmergencyAccess(Guid.CreateVersion7(), caller.Subject, patient, site, now, now.AddHours(hours), 1);
        await KeepAsync(access);
        return access;
    }

    private Task KeepAsync(EmergencyAccess access) => widgets.As(Everybody).Write().Keep(access).CommitAsync(Cancel);

    private async Task AddPlacesAsync()
    {
        var write = widgets.As(Everybody).Write();
        foreach (var id in new[] { site, Guid.CreateVersion7() })
        {
            write.Add("insert into sites (organization_id, id) values ($1, $2)", organization, id);
            write.Add("insert into rooms (organization_id, id, site_id) values ($1, $2, $3)", organization, Guid.CreateVersion7(), id);
        }

        await write.CommitAsync(Cancel);
    }
}
