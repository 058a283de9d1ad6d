using System.Text;
using System.Text.Json;
using IopPlatform.Instruments;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Fhir;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Created = IopPlatform.Persistence.Idempotency.Created;

namespace IopPlatform.Intake.Features.Referrals;

/// <summary>Takes a referral in as hospitals send it: a FHIR R4 bundle.</summary>
public static class RegisterReferralFromFhir
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/referrals/fhir", HandleAsync)
        .WithName(nameof(RegisterReferralFromFhir))
        .WithTags("Referrals")
        .WithSummary("Registers a referral from a FHIR R4 Bundle. A problem names each fault's FHIRPath and rule.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Partner)
        .Audited("referral.register-fhir")
        .CreatesOnce(id => $"/api/intake/referrals/{id}")
        .Accepts<JsonElement>("application/fhir+json", "application/json")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        Guid siteId,
        HttpRequest request,
        TenantDatabase db,
        InstrumentCatalogs instruments,
        IntakeMetrics metrics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await ReceivingSite.FindAsync(db, siteId, now, cancellationToken) is not { } site) return Problems.NotFound("site");

        var (referral, issues) = ReferralBundle.Read(
            await ReadTextAsync(request, cancellationToken), site, instruments.Of(db.Caller.OrganizationId), now, db.Caller.Subject);
        if (referral is null) return Refusal(issues);

        var write = db.Write();
        var id = referral.Register(write);
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (NewReferral.IsSecondOrder(exception))
        {
            return Problems.Rule(
                "referral-already-received",
                "A referral with the identifier of this order has been received before.",
                "Bundle.entry.resource.ofType(ServiceRequest).identifier");
        }

        metrics.Referred(referral);
        return TypedResults.Created($"/api/intake/referrals/{id}", new Created(id));
    }

    private static async Task<string> ReadTextAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The idempotency filter has read the body to its end.
        request.Body.Position = 0;
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>All faults by path, and the first one's path and rule where a program looks for them.</summary>
    private static ProblemHttpResult Refusal(IReadOnlyList<BundleIssue> issues) =>
        TypedResults.Problem(new HttpValidationProblemDetails(issues
            .GroupBy(issue => issue.Path)
            .ToDictionary(group => group.Key, group => group.Select(issue => $"{issue.Text} [{issue.Rule}]").ToArray()))
        {
            Status = StatusCodes.Status400BadRequest,
            Title = "The bundle cannot be taken as a referral.",
            Detail = issues[0].Text,
            Extensions = { ["rule"] = issues[0].Rule, ["field"] = issues[0].Path },
        });
}
