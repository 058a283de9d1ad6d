using FluentValidation;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Identity.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Sites;

/// <param name="TimeZone">IANA zone id, for example America/Denver; it rules the site's local times and weeks.</param>
public sealed record OpenSiteRequest(string Name, string TimeZone, string Phone);

/// <summary>Opens a site of the organization. Only who reaches all sites can: a new one is in nobody else's reach.</summary>
public static class OpenSite
{
    private sealed class Validator : AbstractValidator<OpenSiteRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Name).Name();
            RuleFor(request => request.TimeZone).TimeZone();
            RuleFor(request => request.Phone).Phone();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/sites", HandleAsync)
        .WithName(nameof(OpenSite)).WithTags("Sites")
        .WithSummary("Opens a site.")
        .RequireRoles(Roles.Administrator)
        .Audited("site.open")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/identity/sites/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(OpenSiteRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (db.Caller.SiteIds is not null)
        {
            return Problems.Rule("all-sites-needed", "Only an administrator of the whole organization opens a site.");
        }

        var write = db.Write();
        var id = Guid.CreateVersion7(write.Now);
        await write
            .Add(
                "insert into sites (organization_id, id, name, time_zone, phone, active, version) values ($1, $2, $3, $4, $5, true, 1)",
                write.Caller.OrganizationId, id, request.Name.Trim(), request.TimeZone, request.Phone)
            .Audit("site", id)
            .Publish(new SiteChanged
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = 1,
                OccurredAt = write.Now,
                SiteId = id,
                Name = request.Name.Trim(),
                TimeZone = request.TimeZone,
                Phone = request.Phone,
                Active = true,
            })
            .Created(id)
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/identity/sites/{id}", new Created(id));
    }
}
