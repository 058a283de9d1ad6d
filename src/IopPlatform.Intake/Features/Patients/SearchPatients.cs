using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Patients;

public sealed record PatientFound(
    Guid Id, Guid SiteId, string GivenName, string FamilyName, string? PreferredName, DateOnly BirthDate);

/// <summary>Finds patients within the caller's sites by the beginnings of their names.</summary>
public static class SearchPatients
{
    private const int SearchLengthMax = 100;
    private const int WordsMax = 4;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/patients", HandleAsync)
        .WithName(nameof(SearchPatients))
        .WithTags("Patients")
        .WithSummary("Finds patients of whom each word of the search begins a given, family or preferred name; accents and case do not count.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.SiteManager)
        .Audited("patient.search")
        .ReadsChart("patient-search")
        .Produces<Page<PatientFound>>().ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        string? search, string? cursor, int? limit, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var words = Words(search ?? "");
        if (search?.Length > SearchLengthMax || words.Length is 0 or > WordsMax || words.Max(word => word.Length) < 2)
        {
            return Problems.Field("search", $"Give one to {WordsMax} beginnings of names, one of them of two letters or more.");
        }

        if (!Cursor.TryParse(cursor, out var after) || after?.Key.Contains('\0') is true)
            return Problems.Field("cursor", "This is not a cursor of this list.");

        var size = Cursor.Limit(limit);
        // The longest word narrows most: it is looked up in the indexes as a range; the others are compared with what is left.
        var first = words.MaxBy(word => word.Length)!;
        var rows = await db.QueryAsync<Row>(
            """
            select id, site_id, given_name, family_name, preferred_name, birth_date, family_key
            from patients
            where ((family_key >= name_key($1) and family_key < name_key($1) || $2)
                   or (given_key >= name_key($1) and given_key < name_key($1) || $2)
                   or (preferred_key >= name_key($1) and preferred_key < name_key($1) || $2))
              and not exists (
                  select from unnest($3::text[]) as word
                  where not (starts_with(family_key, name_key(word)) or starts_with(given_key, name_key(word))
                             or coalesce(starts_with(preferred_key, name_key(word)), false)))
              and ($4::text is null or (family_key, id) > ($4, $5::uuid))
            order by family_key, id limit $6
            """,
            [first, "\U0010FFFF", words, after?.Key, after?.Id, size + 1],
            cancellationToken);
        var page = Cursor.Cut(rows, size, row => new Cursor(row.FamilyKey, row.Id));
        // The words are names, so only their number is written down.
        await db.Write()
            .Audit("patient-search", db.Caller.OrganizationId, details: new { words = words.Length, found = page.Items.Count })
            .CommitAsync(cancellationToken);
        await reads.RecordAsync(page.Items.Select(row => row.Id), "patient-search", cancellationToken);
        return TypedResults.Ok(new Page<PatientFound>([.. page.Items.Select(row => row.ToFound())], page.Next));
    }

    /// <summary>The database brings them into the form of the columns named <c>…_key</c>. It takes no text with a zero character.</summary>
    private static string[] Words(string search) =>
        [.. search.Replace('\0', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    private sealed record Row(
        Guid Id, Guid SiteId, string GivenName, string FamilyName, string? PreferredName, DateOnly BirthDate, string FamilyKey)
    {
        public PatientFound ToFound() => new(Id, SiteId, GivenName, FamilyName, PreferredName, BirthDate);
    }
}
