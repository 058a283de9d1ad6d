using FluentValidation;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace IopPlatform.Identity.Features.Staff;

/// <param name="Email">What the person signs in with. Somebody who has an account already keeps their password.</param>
/// <param name="SiteIds">Empty reaches all sites of the organization.</param>
/// <param name="Credential">Professional credential such as LCSW; null where the role needs none.</param>
/// <param name="NeedsCosign">True when this author's notes need a second signature.</param>
public sealed record AddStaffRequest(
    string DisplayName, string Email, IReadOnlyList<string> Roles, IReadOnlyList<Guid> SiteIds, string? Credential, bool NeedsCosign)
    : IStaffFields;

/// <summary>Makes somebody a staff member. They come to a password by <c>POST /staff/{id}/invitation</c>.</summary>
public static class AddStaff
{
    private sealed class Validator : AbstractValidator<AddStaffRequest>
    {
        public Validator()
        {
            Include(new StaffFieldsValidator());
            RuleFor(request => request.Email).NotEmpty().EmailAddress().WithMessage("This is not an e-mail address.").MaximumLength(254);
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/staff", HandleAsync)
        .WithName(nameof(AddStaff)).WithTags("Staff")
        .WithSummary("Adds a staff member, without a password yet. Site managers add people of their sites only.")
        .RequireRoles(Roles.Administrator, Roles.SiteManager)
        .Audited("staff.add")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/identity/staff/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        AddStaffRequest request, TenantDatabase db, UserManager<Person> people, CancellationToken cancellationToken)
    {
        var email = request.Email.Trim().ToLowerInvariant();
        var known = await people.FindByEmailAsync(email);
        var write = db.Write();
        var member = new Membership(
            known?.Id ?? Guid.CreateVersion7(write.Now),
            request.DisplayName.Trim(),
            email,
            [.. request.Roles.Distinct()],
            [.. request.SiteIds.Distinct()],
            request.Credential,
            request.NeedsCosign,
            Active: true,
            Version: 1);
        if (Membership.Refusal(StaffRules.Decide(db.Caller, null, member.Scope, otherAdministrators: 0)) is { } refusal) return refusal;
        if (!await Membership.SitesExistAsync(db, member.SiteIds, cancellationToken))
        {
            return Problems.Field("siteIds", "One of these sites does not exist.");
        }

        if (known is null)
        {
            write.AddPerson(member.PersonId, email, passwordHash: null);
        }

        try
        {
            await write
                .Add(
                    """
                    insert into memberships
                        (organization_id, person_id, display_name, email, roles, site_ids, credential, needs_cosign, active, version)
                    values ($1, $2, $3, $4, $5, nullif($6::uuid[], array[]::uuid[]), $7::text, $8, true, 1)
                    """,
                    write.Caller.OrganizationId,
                    member.PersonId,
                    member.DisplayName,
                    member.Email,
                    member.Roles,
                    member.SiteIds,
                    member.Credential,
                    member.NeedsCosign)
                .Audit("staff", member.PersonId, details: new { member.Roles, member.SiteIds })
                .Publish(member.Changed(write))
                .Created(member.PersonId)
                .CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName is "memberships_pkey" or "people_user_name")
        {
            return Problems.Rule("member-exists", "Somebody with this e-mail works here already, or did; change their membership.", "email");
        }

        return TypedResults.Created($"/api/identity/staff/{member.PersonId}", new Created(member.PersonId));
    }
}
