using IopPlatform.Identity.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Staff;

/// <summary>
/// Lets a member link an external sign-in without a local one before: within three days, once, by an account elsewhere whose
/// verified e-mail is the member's. Where no provider is configured, nothing comes of it.
/// </summary>
public static class AllowExternalSignIn
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(3);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/staff/{id:guid}/allow-external-sign-in", HandleAsync)
        .WithName(nameof(AllowExternalSignIn)).WithTags("Staff")
        .WithSummary("Lets a staff member's next external sign-in be linked, within three days, when its verified e-mail is the member's.")
        .RequireRoles(Roles.Administrator)
        .Audited("staff.allow-external-sign-in")
        .Produces(204).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, SignInDirectory directory, CancellationToken cancellationToken)
    {
        var (member, refusal) = await ManagedMember.FindAsync(db, id, cancellationToken);
        if (refusal is not null) return refusal;
        if (!member!.Active) return Problems.Rule("membership-ended", "This membership has ended; make it active first.");
        if (await ManagedMember.BelongsElsewhereAsync(directory, db, id, cancellationToken) is { } elsewhere) return elsewhere;
        var write = db.Write();
        await write
            .Add(
                """
                insert into external_sign_in_invitations (organization_id, person_id, expires_at) values ($1, $2, $3)
                on conflict (organization_id, person_id) do update set expires_at = excluded.expires_at
                """,
                write.Caller.OrganizationId, id, write.Now + Lasts)
            .Audit("staff", id)
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
