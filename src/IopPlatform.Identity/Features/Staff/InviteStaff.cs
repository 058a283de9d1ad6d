using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using IopPlatform.Identity.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Configuration;

namespace IopPlatform.Identity.Features.Staff;

/// <param name="Link">Where the person sets a password, once. It is shown only here: hand it over by a way you trust.</param>
public sealed record StaffInvitation(string Link, DateTimeOffset ExpiresAt);

/// <summary>
/// Gives out the one-time link by which a staff member sets a password: at first, and after a forgotten one. Identity sends no
/// mail; whoever asks hands the link over. A former link is void.
/// </summary>
public static class InviteStaff
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(3);

    private const int CodeBytes = 32;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/staff/{id:guid}/invitation", HandleAsync)
        .WithName(nameof(InviteStaff)).WithTags("Staff")
        .WithSummary("Makes a one-time link by which a staff member sets a password; good for three days, and only the latest.")
        .RequireRoles(Roles.Administrator, Roles.SiteManager)
        .Audited("staff.invite")
        .Produces<StaffInvitation>().ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, SignInDirectory directory, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var (member, refusal) = await ManagedMember.FindAsync(db, id, cancellationToken);
        if (refusal is not null) return refusal;
        if (!member!.Active) return Problems.Rule("membership-ended", "This membership has ended; make it active first.");
        if (await ManagedMember.BelongsElsewhereAsync(directory, db, id, cancellationToken) is { } elsewhere) return elsewhere;

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        var write = db.Write();
        var expires = write.Now + Lasts;
        await write
            .Add(
                """
                insert into staff_invitations (organization_id, person_id, code_hash, expires_at) values ($1, $2, $3, $4)
                on conflict (organization_id, person_id) do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at
                """,
                write.Caller.OrganizationId, id, HashOf(code), expires)
            .Audit("staff", id)
            .CommitAsync(cancellationToken);
        var origin = configuration.Required("Authentication:Issuer").TrimEnd('/');
        return TypedResults.Ok(new StaffInvitation($"{origin}{AcceptInvitation.Path}?code={code}", expires));
    }

    public static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
