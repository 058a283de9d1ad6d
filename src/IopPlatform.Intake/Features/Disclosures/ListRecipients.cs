using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Disclosures;

public sealed record RecipientListed(
    string Identifier, string Name, string? Address, IReadOnlyList<string> Classes, string ChangedBy, DateTimeOffset ChangedAt);

/// <summary>The registered recipients of disclosures.</summary>
public static class ListRecipients
{
    /// <summary>An organization has tens of them.</summary>
    private const int RecipientsMax = 1000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/disclosure-recipients", HandleAsync)
        .WithName(nameof(ListRecipients))
        .WithTags("Disclosures")
        .WithSummary("Lists the registered recipients of disclosures, by name.")
        .RequireRoles(Roles.ComplianceOfficer, Roles.IntakeCoordinator)
        .Audited("disclosure-recipient.list")
        .ReadsNoChart("Who receives disclosures, not of whom.")
        .Produces<Page<RecipientListed>>();

    private static async Task<IResult> HandleAsync(TenantDatabase db, CancellationToken cancellationToken)
    {
        var rows = await db.QueryAsync<Row>(
            """
            select identifier, name, address, classes, changed_by, changed_at from disclosure_recipients
            order by name, identifier limit $1
            """,
            [RecipientsMax],
            cancellationToken);
        return TypedResults.Ok(new Page<RecipientListed>(
            [.. rows.Select(row => new RecipientListed(
                row.Identifier, row.Name, row.Address, row.Classes, row.ChangedBy, row.ChangedAt))],
            null));
    }

    private sealed record Row(
        string Identifier, string Name, string? Address, string[] Classes, string ChangedBy, DateTimeOffset ChangedAt);
}
