using IopPlatform.Clinical.Instruments;
using IopPlatform.Persistence.Audit;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Instruments;

/// <param name="Window">The period that the answers are about.</param>
public sealed record InstrumentDetails(
    string Id,
    string Version,
    string Title,
    string Language,
    string Window,
    string License,
    string Citation,
    string? Loinc,
    IReadOnlyList<InstrumentItem> Items);

/// <param name="Number">The key of the answer.</param>
/// <param name="AskedWhen">Null when the item is always asked.</param>
public sealed record InstrumentItem(
    string Number, string Text, bool Scored, InstrumentItemCondition? AskedWhen, IReadOnlyList<InstrumentOption> Options);

/// <summary>The item is asked when the answer to <paramref name="Item"/> is at least this value.</summary>
public sealed record InstrumentItemCondition(string Item, int AtLeast);

public sealed record InstrumentOption(int Value, string Label);

/// <summary>The instruments that may be answered, with their items and options.</summary>
public static class ListInstruments
{
    private static readonly Page<InstrumentDetails> All = new([.. InstrumentCatalog.Default.All.Select(Details)], null);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/instruments", () => TypedResults.Ok(All))
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
        [
            .. pack.Items.Select(item => new InstrumentItem(
                item.Number,
                item.Text,
                item.Scored,
                item.AskedWhen is { } when ? new InstrumentItemCondition(when.Item, when.AtLeast) : null,
                [.. item.Options.Select(option => new InstrumentOption(option.Value, option.Label))])),
        ]);
}
