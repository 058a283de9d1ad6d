using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Intake.Features.Responses;

/// <summary>
/// What an answer sheet says beside its score. It is computed from the stored answers by the pack of their version, so that it
/// needs no place of its own and is the same each time.
/// </summary>
/// <param name="Blanks">Scored items that were asked and not answered.</param>
/// <param name="ScreenPositive">Null where no cut-off is published, or where it depends on a sex or an age that is not known.</param>
/// <param name="ScreenReason">What the cut-off rests on, or why it does not decide.</param>
/// <param name="PossibleMin">Whatever the missing answers are, the total is at least so high; null with a score.</param>
public sealed record ResponseFindings(
    IReadOnlyList<string> Blanks,
    bool Prorated,
    bool? ScreenPositive,
    string? ScreenReason,
    int? PossibleMin,
    int? PossibleMax,
    IReadOnlyList<ResponseScale> Scales,
    IReadOnlyList<ResponseFlag> Flags,
    IReadOnlyList<ResponseAlgorithm> Algorithms)
{
    public static ResponseFindings Of(InstrumentPack pack, IReadOnlyDictionary<string, int?> answers, Respondent who)
    {
        var result = Scorer.Score(pack, answers, who);
        var (scored, possible) = (result as Scored, (result as Unscorable)?.Possible);
        return new(
            result.Blanks,
            scored?.Prorated ?? false,
            scored?.ScreenPositive,
            scored?.Screen?.Reason,
            possible?.Min,
            possible?.Max,
            [.. result.Scales.Select(scale => new ResponseScale(scale.Code, scale.Value, scale.Band, scale.Reason))],
            [.. result.Flags.Select(flag => new ResponseFlag(flag.Code, flag.Kind.ToCode(), flag.Text))],
            [.. result.Algorithms.Select(one => new ResponseAlgorithm(one.Algorithm, one.Outcome, one.OpenItems))]);
    }
}

/// <param name="Reason">Why there is no value.</param>
public sealed record ResponseScale(string Code, int? Value, string? Band, string? Reason);

/// <param name="Kind">One of withdrawal, overdose, medical, dependence, use, risk-taking, follow-up.</param>
public sealed record ResponseFlag(string Code, string Kind, string Text);

/// <summary>A published algorithm's provisional finding, never a diagnosis.</summary>
/// <param name="Outcome">Null when blanks could change it.</param>
public sealed record ResponseAlgorithm(string Algorithm, string? Outcome, IReadOnlyList<string> OpenItems);
