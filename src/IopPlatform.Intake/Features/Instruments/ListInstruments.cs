using IopPlatform.Clinical.Instruments;
using IopPlatform.Instruments;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Instruments;

/// <param name="Window">The period that the answers are about.</param>
/// <param name="Decimals">Scores are whole numbers in units of this decimal place: with 2, 413 is a mean of 4.13.</param>
public sealed record InstrumentDetails(
    string Id,
    string Version,
    string Title,
    string Language,
    string Window,
    string License,
    string Citation,
    string? Loinc,
    int Decimals,
    IReadOnlyList<InstrumentItem> Items);

/// <param name="Number">The key of the answer.</param>
/// <param name="AskedWhen">Null when the item is always asked.</param>
/// <param name="Range">The answer is a whole number, and there are no options; null when there are.</param>
public sealed record InstrumentItem(
    string Number,
    string Text,
    bool Scored,
    InstrumentItemCondition? AskedWhen,
    InstrumentRange? Range,
    IReadOnlyList<InstrumentOption> Options);

/// <summary>
/// The item is asked when the answer to <paramref name="Item"/>, or to any of <paramref name="OrItems"/>, is at least this
/// value.
/// </summary>
public sealed record InstrumentItemCondition(string Item, int AtLeast, IReadOnlyList<string> OrItems);

/// <summary>Both ends are inclusive; the unit is a word such as "days".</summary>
public sealed record InstrumentRange(int Min, int Max, string Unit);

public sealed record InstrumentOption(int Value, string Label);

/// <summary>The instruments that may be answered at the caller's organization, with their items and options.</summary>
public static class ListInstruments
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/instruments", (TenantDatabase db, InstrumentCatalogs instruments) => TypedResults.Ok(
            new Page<InstrumentDetails>([.. instruments.Of(db.Caller.OrganizationId).All.Select(Details)], null)))
        .WithName(nameof(ListInstruments))
        .WithTags("Instruments")
        .WithSummary("Lists the instruments with their items and options.")
        .RequireRoles(Roles.All)
        .Audited("instrument.list")
        .ReadsNoChart("Questions, not answers.")
        .Produces<Page<InstrumentDetails>>();

    private static InstrumentDetails Details(InstrumentPack pack) => new(
        pack.Id,
        pack.Version,
        pack.Title,
        pack.Language,
        pack.Window,
        pack.License,
        pack.Citation,
        pack.Loinc,
        pack.Scoring.Decimals,
        [
            .. pack.Items.Select(item => new InstrumentItem(
                item.Number,
                item.Text,
                item.Scored,
                item.AskedWhen is { } when ? new InstrumentItemCondition(when.Item, when.AtLeast, when.OrItems ?? []) : null,
                item.Range is { } range ? new InstrumentRange(range.Min, range.Max, range.Unit) : null,
                [.. item.Options.Select(option => new InstrumentOption(option.Value, option.Label))])),
        ]);
}
