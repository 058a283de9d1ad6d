using FluentValidation;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Identity.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Organization;

/// <param name="SupportPhone">The number a patient may call in office hours.</param>
public sealed record ChangeOrganizationRequest(string Name, string SupportPhone);

/// <summary>Replaces the organization's name and support phone.</summary>
public static class ChangeOrganization
{
    private sealed class Validator : AbstractValidator<ChangeOrganizationRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Name).Name();
            RuleFor(request => request.SupportPhone).Phone();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/organization", HandleAsync)
        .WithName(nameof(ChangeOrganization)).WithTags("Organization")
        .WithSummary("Replaces the organization's name and support phone. Needs If-Match.")
        .RequireRoles(Roles.Administrator)
        .Audited("organization.change")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        ChangeOrganizationRequest request, HttpRequest http, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!http.TryGetSeenVersion(out var seen, out var problem)) return problem!;
        if (db.Caller.SiteIds is not null)
        {
            return Problems.Rule("all-sites-needed", "Only an administrator of the whole organization changes it.");
        }

        var write = db.Write();
        var organization = write.Caller.OrganizationId;
        await write
            .ChangeOne(
                """
                update organizations set name = $3, support_phone = $4, version = version + 1
                where organization_id = $1 and version = $2
                """,
                organization, seen, request.Name.Trim(), request.SupportPhone)
            .Audit("organization", organization)
            .Publish(new OrganizationChanged
            {
                OrganizationId = organization,
                Version = seen + 1,
                OccurredAt = write.Now,
                Name = request.Name.Trim(),
                SupportPhone = request.SupportPhone,
            })
            .CommitAsync(cancellationToken);
        http.HttpContext.Response.SetEntityTag(seen + 1);
        return TypedResults.NoContent();
    }
}
