using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Staff;

/// <summary>Lets a staff member try again before the quarter of an hour after five wrong passwords or codes is over.</summary>
public static class UnlockStaff
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/staff/{id:guid}/unlock", HandleAsync)
        .WithName(nameof(UnlockStaff)).WithTags("Staff")
        .WithSummary("Unlocks a staff member's account.")
        .RequireRoles(Roles.Administrator, Roles.SiteManager)
        .Audited("staff.unlock")
        .Produces(204).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(Guid id, TenantDatabase db, CancellationToken cancellationToken)
    {
        var (_, refusal) = await ManagedMember.FindAsync(db, id, cancellationToken);
        if (refusal is not null) return refusal;
        await db.Write()
            .Add("update auth.people set access_failed_count = 0, lockout_end = null where id = $1", id)
            .Audit("staff", id)
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
