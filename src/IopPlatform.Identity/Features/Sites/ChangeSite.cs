using FluentValidation;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Identity.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Sites;

/// <param name="Active">False closes the site.</param>
public sealed record ChangeSiteRequest(string Name, string TimeZone, string Phone, bool Active);

/// <summary>Replaces a site's name, zone and phone, or closes it.</summary>
public static class ChangeSite
{
    private sealed class Validator : AbstractValidator<ChangeSiteRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Name).Name();
            RuleFor(request => request.TimeZone).TimeZone();
            RuleFor(request => request.Phone).Phone();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/sites/{id:guid}", HandleAsync)
        .WithName(nameof(ChangeSite)).WithTags("Sites")
        .WithSummary("Replaces a site's name, time zone and phone, or closes it. Needs If-Match.")
        .RequireRoles(Roles.Administrator)
        .Audited("site.change")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, ChangeSiteRequest request, HttpRequest http, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!http.TryGetSeenVersion(out var seen, out var problem)) return problem!;
        if (await db.QuerySingleAsync<Guid?>("select id from sites where id = $1", [id], cancellationToken) is null)
        {
            return Problems.NotFound("site");
        }

        var write = db.Write();
        await write
            .ChangeOne(
                "update sites set name = $3, time_zone = $4, phone = $5, active = $6, version = version + 1 where id = $1 and version = $2",
                id, seen, request.Name.Trim(), request.TimeZone, request.Phone, request.Active)
            .Audit("site", id, details: new { request.Active })
            .Publish(new SiteChanged
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = seen + 1,
                OccurredAt = write.Now,
                SiteId = id,
                Name = request.Name.Trim(),
                TimeZone = request.TimeZone,
                Phone = request.Phone,
                Active = request.Active,
            })
            .CommitAsync(cancellationToken);
        http.HttpContext.Response.SetEntityTag(seen + 1);
        return TypedResults.NoContent();
    }
}
