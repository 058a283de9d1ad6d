using FluentValidation;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Disclosures;

/// <param name="Classes">Any of treating-providers, health-plans, third-party-payers, program-operations; may be empty.</param>
public sealed record RegisterRecipientRequest(string Name, string? Address, IReadOnlyList<string> Classes);

/// <summary>
/// Says who a recipient is and to which classes of a general consent it belongs. Without an entry a recipient is reached only by
/// consents that name it.
/// </summary>
public static class RegisterRecipient
{
    private const int IdentifierMax = 200;

    public sealed class Validator : AbstractValidator<RegisterRecipientRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Name).Name();
            RuleFor(request => request.Address).Optional(500);
            RuleFor(request => request.Classes).Must(classes => classes is not null && classes.All(DisclosureCodes.Classes.Contains))
                .WithMessage($"Each class is {Codes.List(DisclosureCodes.Classes)}.");
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/disclosure-recipients/{identifier}", HandleAsync)
        .WithName(nameof(RegisterRecipient))
        .WithTags("Disclosures")
        .WithSummary("Registers a recipient of disclosures, for example a partner system by its client id, with its classes.")
        .RequireRoles(Roles.ComplianceOfficer)
        .Audited("disclosure-recipient.register")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        string identifier, RegisterRecipientRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (identifier.Length > IdentifierMax || !FieldRules.IsStorable(identifier))
            return Problems.Field("identifier", $"An identifier has at most {IdentifierMax} characters, none of code 0.");

        var write = db.Write();
        await write
            .Add(
                """
                insert into disclosure_recipients (organization_id, identifier, name, address, classes, changed_by, changed_at)
                values ($1, $2, $3, $4::text, $5, $6, $7)
                on conflict (organization_id, identifier) do update
                set name = excluded.name, address = excluded.address, classes = excluded.classes, changed_by = excluded.changed_by,
                    changed_at = excluded.changed_at
                """,
                write.Caller.OrganizationId, identifier, request.Name, request.Address, request.Classes.Distinct().ToArray(),
                write.Caller.Subject, write.Now)
            .Audit("organization", write.Caller.OrganizationId, details: new { recipient = identifier, classes = request.Classes })
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
