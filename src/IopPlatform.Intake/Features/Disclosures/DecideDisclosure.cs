using System.Security.Claims;
using FluentValidation;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Disclosures;

namespace IopPlatform.Intake.Features.Disclosures;

/// <summary>
/// POST /internal/disclosure-decisions: every point at which something about a patient leaves asks here first. Answered with
/// 200 whether permitted or refused; whatever else is answered is a refusal, too.
/// </summary>
public static class DecideDisclosure
{
    private const int DocumentedMax = 20;

    public sealed class Validator : AbstractValidator<DecideDisclosureRequest>
    {
        public Validator()
        {
            RuleFor(request => request.RequestId).NotEmpty();
            RuleFor(request => request.OrganizationId).NotEmpty();
            RuleFor(request => request.PatientId).NotEmpty();
            RuleFor(request => request.Recipient).NotNull().SetValidator(new RecipientValidator());
            RuleFor(request => request.InformationKinds)
                .Must(kinds => kinds is { Count: > 0 and <= ConsentTermsRules.ListMax } && kinds.All(DisclosureCodes.AskedInformationKinds.Contains))
                .WithMessage($"Ask for at least one kind of information; each is {Codes.List(DisclosureCodes.AskedInformationKinds)}.");
            RuleFor(request => request.Purpose).OneOf(DisclosureCodes.AskedPurposes);
            RuleFor(request => request.Service).Name();
            RuleFor(request => request.Channel).Name();
            RuleFor(request => request.OnBehalfOf).Optional();
            RuleFor(request => request.Intermediary).Optional();
            RuleFor(request => request.Documentation)
                .Must(written => written is null || (written.Count <= DocumentedMax
                    && written.All(entry => entry.Key.Length <= FieldRules.NameMax && entry.Value is { Length: <= FieldRules.TextMax }
                        && FieldRules.IsStorable(entry.Key) && FieldRules.IsStorable(entry.Value))))
                .WithMessage($"At most {DocumentedMax} entries of at most {FieldRules.TextMax} characters.");
        }
    }

    private sealed class RecipientValidator : AbstractValidator<DisclosureRecipient>
    {
        public RecipientValidator()
        {
            RuleFor(recipient => recipient.Kind).OneOf(DisclosureCodes.AskedRecipientKinds);
            RuleFor(recipient => recipient.Name).Name();
            RuleFor(recipient => recipient.Identifier).Optional(200);
            RuleFor(recipient => recipient.Address).Optional(500);
        }
    }

    public static void Map(IEndpointRouteBuilder operations) => operations
        .MapPost("/disclosure-decisions", HandleAsync)
        .WithName(nameof(DecideDisclosure))
        .WithTags("Disclosures")
        .WithSummary("Decides whether something about a patient may be disclosed, and logs the decision.")
        .RequireRoles(Roles.Service)
        .Audited("disclosure.decide")
        .Validated(new Validator())
        .Produces<DisclosureAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        DecideDisclosureRequest request, ClaimsPrincipal user, TenantDatabases databases, CancellationToken cancellationToken)
    {
        var asker = user.FindFirstValue(CallerClaims.Subject)
            ?? throw new InvalidOperationException("A machine's token names no subject.");
        var db = databases.For(Caller.Service(request.OrganizationId, asker), "disclosure.decide");
        var recipient = request.Recipient;
        var asked = new DisclosureAsked(
            request.RequestId, request.PatientId,
            new AskedRecipient(recipient.Kind, recipient.Identifier, recipient.Name, recipient.Address, []),
            [.. request.InformationKinds.Distinct()], request.Purpose, request.Service, request.Channel, request.OnBehalfOf,
            request.Intermediary, request.Documentation);
        return await DisclosureLog.DecideAsync(db, asked, cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : Problems.NotFound("patient");
    }
}
