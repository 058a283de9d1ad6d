using FluentValidation;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Patients;

/// <param name="PreferredChannel">One of email, sms, phone, none.</param>
public sealed record ChangeContactPointsRequest(string? Email, string? Phone, string PreferredChannel)
{
    internal ContactPoints Contact => new(Email, Phone, PreferredChannel);
}

/// <summary>Replaces the addresses that a patient may be reached at.</summary>
public static class ChangeContactPoints
{
    public sealed class Validator : AbstractValidator<ChangeContactPointsRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Email).Email();
            RuleFor(request => request.Phone).Phone();
            RuleFor(request => request.PreferredChannel).OneOf(Codes.Channels)
                .Must((request, _) => request.Contact.ReachesPreferred).WithMessage("The preferred channel has no address.");
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/patients/{id:guid}/contact-points", HandleAsync)
        .WithName(nameof(ChangeContactPoints))
        .WithTags("Patients")
        .WithSummary("Replaces a patient's contact points. Needs If-Match with the patient's ETag.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Patient)
        .Audited("contact-points.change")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, ChangeContactPointsRequest request, HttpRequest http, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!http.TryGetSeenVersion(out var seen, out var problem)) return problem!;
        var write = db.Write();
        if (await PatientAtSite.FindAsync(db, id, write.Now, cancellationToken) is not { } patient) return Problems.NotFound("patient");

        await write
            .ChangeOne(
                """
                update contact_points set email = $3::text, phone = $4::text, preferred_channel = $5, version = version + 1
                where patient_id = $1 and version = $2
                """,
                id, seen, request.Email, request.Phone, request.PreferredChannel)
            .Audit("contact-points", id, id)
            .Publish(new ContactPointsChanged
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = seen + 1,
                OccurredAt = write.Now,
                PatientId = id,
                SiteId = patient.SiteId,
                Email = request.Email,
                Phone = request.Phone,
                PreferredChannel = request.PreferredChannel,
            })
            .CommitAsync(cancellationToken);
        http.HttpContext.Response.SetEntityTag(seen + 1);
        return TypedResults.NoContent();
    }
}
