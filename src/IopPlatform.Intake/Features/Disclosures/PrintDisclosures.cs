using System.Globalization;
using System.Net;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Disclosures;

/// <summary>The accounting of disclosures as a page to print and hand out.</summary>
public static class PrintDisclosures
{
    /// <summary>A page with more would not be read; the list has them all.</summary>
    private const int LinesMax = 1000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/patients/{id:guid}/disclosures/print", HandleAsync)
        .WithName(nameof(PrintDisclosures))
        .WithTags("Disclosures")
        .WithSummary("The accounting of a patient's disclosures as an HTML page.")
        .RequireRoles(Roles.ComplianceOfficer, Roles.Patient)
        .Audited("disclosure.print")
        .ReadsChart("disclosures")
        .Produces<string>(200, "text/html").ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, TimeProvider time, HttpResponse response, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var patient = await db.QuerySingleAsync<Named>(
            """
            select p.given_name, p.family_name, s.name as site_name, s.time_zone
            from patients p join sites s on s.organization_id = p.organization_id and s.id = p.site_id where p.id = $1
            """,
            [id],
            cancellationToken);
        if (patient is null) return Problems.NotFound("patient");

        await reads.RecordAsync(id, "disclosures", cancellationToken);
        var rows = await DisclosureRow.ReadAsync(
            db, id, refused: false, toPatient: false, intermediary: false, after: null, LinesMax + 1, now, cancellationToken);
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        return TypedResults.Content(Page(patient, rows, now), "text/html; charset=utf-8");
    }

    private static string Page(Named patient, IReadOnlyList<DisclosureRow> rows, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(patient.TimeZone);
        var lines = rows.Take(LinesMax).Select(row => row.Entry(now)).Select(entry => $"""
            <tr><td>{Text(LocalTime(entry.At, zone))}</td><td>{Text(entry.To.Name)}{Small(entry.To.Address)}{Small(Through(entry.To.Intermediary))}</td>
            <td>{Text(string.Join(", ", entry.InformationKinds))}</td><td>{Text(entry.Purpose)}</td>
            <td>{Text(entry.Basis)}{Small(entry.ConsentId?.ToString())}</td><td>{Text(entry.OnBehalfOf ?? entry.SentBy)}</td></tr>
            """);
        return $$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Accounting of disclosures</title>
            <style>body{font-family:sans-serif}table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3em;text-align:left;vertical-align:top}small{display:block}</style>
            </head><body>
            <h1>Accounting of disclosures</h1>
            <p>{{Text($"{patient.GivenName} {patient.FamilyName}")}}, {{Text(patient.SiteName)}}. Made {{Text(LocalTime(now, zone))}} ({{Text(patient.TimeZone)}}) for the {{Accounting.YearsShown}} years before, under 45 CFR 164.528 and 42 CFR 2.25.</p>
            <table><thead><tr><th>When</th><th>To whom</th><th>What</th><th>What for</th><th>On what ground</th><th>By</th></tr></thead>
            <tbody>{{string.Concat(lines)}}</tbody></table>
            <p>{{(rows.Count > LinesMax ? $"Only the newest {LinesMax} are shown." : $"{rows.Count} disclosures.")}}</p>
            </body></html>
            """;
    }

    private static string LocalTime(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string? Through(string? intermediary) => intermediary is null ? null : $"through {intermediary}";

    private static string Small(string? text) => text is null ? "" : $"<small>{Text(text)}</small>";

    private static string? Text(string? text) => WebUtility.HtmlEncode(text);

    private sealed record Named(string GivenName, string FamilyName, string SiteName, string TimeZone);
}
