using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace IopPlatform.Identity.Demo;

public static class DemoProviderExtensions
{
    /// <summary>Seeds the demo provider before the service listens, when <c>Demo:Password</c> is set.</summary>
    public static void AddDemoProvider(this WebApplicationBuilder builder)
    {
        if (!string.IsNullOrEmpty(builder.Configuration["Demo:Password"]))
        {
            builder.Services.AddHostedService<SeedDemoProvider>();
        }
    }
}

/// <summary>
/// Writes each demo organization in one transaction with its events, once: a second start finds it and changes nothing. Only
/// members that a later version of the platform has added, and a changed <c>Demo:Password</c> or <c>Demo:TotpSeed</c> are carried over, so that the printed sign-ins
/// are always true.
/// </summary>
internal sealed partial class SeedDemoProvider(
    TenantDatabases databases,
    IServiceScopeFactory scopes,
    SecondFactors factors,
    IConfiguration configuration,
    ILogger<SeedDemoProvider> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var password = configuration["Demo:Password"]!;
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        // One hash for all demo people: they share their password anyway, and hashing is slow on purpose.
        var hash = new Lazy<string>(() => people.PasswordHasher.HashPassword(new Person(), password));
        foreach (var organization in DemoProvider.Organizations)
        {
            await SeedAsync(organization, hash, cancellationToken);
        }

        await CarryPasswordOverAsync(people, password, hash, cancellationToken);
        foreach (var organization in DemoProvider.Organizations)
        {
            await CarryTotpOverAsync(organization, configuration.Required("Demo:TotpSeed"), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SeedAsync(DemoOrganization organization, Lazy<string> hash, CancellationToken cancellationToken)
    {
        var db = databases.For(Caller.Service(organization.Id, "identity"), "demo.seed");
        if (await db.QuerySingleAsync<Guid?>("select organization_id from organizations", [], cancellationToken) is not null)
        {
            await AddLaterMembersAsync(db, organization, hash, cancellationToken);
            return;
        }

        var write = db.Write();
        AddOrganization(write, organization);
        foreach (var site in organization.Sites)
        {
            AddSite(write, site);
        }

        foreach (var member in organization.Members)
        {
            AddMember(write, member, hash.Value);
        }

        try
        {
            await write.Audit("organization", organization.Id).CommitAsync(cancellationToken);
            LogSeeded(organization.Id);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "organizations_pkey")
        {
            // Another instance, starting at the same time, was faster with the same.
        }
    }

    private static async Task AddLaterMembersAsync(
        TenantDatabase db, DemoOrganization organization, Lazy<string> hash, CancellationToken cancellationToken)
    {
        var present = await db.QueryAsync<Guid>("select person_id from memberships", [], cancellationToken);
        var write = db.Write();
        var later = organization.Members.Where(member => !present.Contains(member.PersonId)).ToList();
        foreach (var member in later)
        {
            AddMember(write, member, hash.Value);
        }

        if (later.Count == 0) return;
        try
        {
            await write.Audit("organization", organization.Id).CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "memberships_pkey")
        {
            // Another instance, starting at the same time, was faster with the same.
        }
    }

    private static void AddOrganization(WriteBatch write, DemoOrganization organization) => write
        .Add(
            "insert into organizations (organization_id, name, support_phone, version) values ($1, $2, $3, 1)",
            organization.Id, organization.Name, organization.SupportPhone)
        .Publish(new OrganizationChanged
        {
            OrganizationId = organization.Id,
            Version = 1,
            OccurredAt = write.Now,
            Name = organization.Name,
            SupportPhone = organization.SupportPhone,
        });

    private static void AddSite(WriteBatch write, DemoSite site) => write
        .Add(
            "insert into sites (organization_id, id, name, time_zone, phone, active, version) values ($1, $2, $3, $4, $5, true, 1)",
            write.Caller.OrganizationId, site.Id, site.Name, site.TimeZone, site.Phone)
        .Publish(new SiteChanged
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = 1,
            OccurredAt = write.Now,
            SiteId = site.Id,
            Name = site.Name,
            TimeZone = site.TimeZone,
            Phone = site.Phone,
            Active = true,
        });

    private static void AddMember(WriteBatch write, DemoMember member, string passwordHash) => write
        .AddPerson(member.PersonId, member.Email, passwordHash)
        .Add(
            """
            insert into memberships
                (organization_id, person_id, display_name, email, roles, site_ids, credential, needs_cosign, active, version)
            values ($1, $2, $3, $4, $5, $6::uuid[], $7::text, $8, true, 1)
            """,
            write.Caller.OrganizationId,
            member.PersonId,
            member.DisplayName,
            member.Email,
            new[] { member.Role },
            member.SiteId is { } site ? new[] { site } : null,
            member.Credential,
            member.NeedsCosign)
        .Publish(new StaffChanged
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = 1,
            OccurredAt = write.Now,
            StaffId = member.PersonId,
            DisplayName = member.DisplayName,
            Email = member.Email,
            Roles = [member.Role],
            SiteIds = member.SiteId is { } only ? [only] : [],
            Credential = member.Credential,
            NeedsCosign = member.NeedsCosign,
            Active = true,
        });

    private async Task CarryPasswordOverAsync(
        UserManager<Person> people, string password, Lazy<string> hash, CancellationToken cancellationToken)
    {
        var first = await people.FindByIdAsync(DemoProvider.Harbor.Members[0].PersonId.ToString())
            ?? throw new InvalidOperationException("The demo provider is there, but its people are not.");
        if (await people.CheckPasswordAsync(first, password))
        {
            return;
        }

        foreach (var organization in DemoProvider.Organizations)
        {
            var write = databases.For(Caller.Service(organization.Id, "identity"), "demo.change-password").Write();
            foreach (var member in organization.Members)
            {
                write.ChangePassword(member.PersonId, hash.Value);
            }

            await write.Audit("organization", organization.Id).CommitAsync(cancellationToken);
        }
    }

    /// <summary>Gives a member their authenticator secret where they have another one or none.</summary>
    private async Task CarryTotpOverAsync(DemoOrganization organization, string seed, CancellationToken cancellationToken)
    {
        var write = databases.For(Caller.Service(organization.Id, "identity"), "demo.change-totp").Write();
        var isSame = true;
        foreach (var member in organization.Members)
        {
            var secret = DemoTotp.SecretOf(seed, member.Email);
            if (await factors.SecretOfAsync(member.PersonId, cancellationToken) is not { } present || !present.SequenceEqual(secret))
            {
                write.Add(SecondFactors.UpsertSecret, member.PersonId, factors.Protect(secret), 0L);
                isSame = false;
            }
        }

        if (!isSame)
        {
            await write.Audit("organization", organization.Id).CommitAsync(cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Seeded the demo organization {OrganizationId}")]
    private partial void LogSeeded(Guid organizationId);
}
