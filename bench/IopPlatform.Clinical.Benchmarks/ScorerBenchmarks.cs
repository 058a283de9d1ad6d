using BenchmarkDotNet.Attributes;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Benchmarks;

/// <summary>
/// Scoring one filled form, from the answers as a service has read them to the result with findings, flags, scales and
/// algorithms. Target: one PHQ-9 under 1 µs.
/// </summary>
public class ScorerBenchmarks
{
    private readonly InstrumentPack phq9 = Pack("PHQ-9");
    private readonly InstrumentPack cssrs = Pack("C-SSRS-SCREENER");
    private readonly InstrumentPack pcl5 = Pack("PCL-5");
    private readonly InstrumentPack audit = Pack("AUDIT");
    private readonly InstrumentPack edeQ = Pack("EDE-Q");
    private readonly Respondent respondent = new(Sex.Female, 34);
    private Dictionary<string, int?> whole = [];
    private Dictionary<string, int?> withBlank = [];
    private Dictionary<string, int?> cssrsAnswers = [];
    private Dictionary<string, int?> pcl5Answers = [];
    private Dictionary<string, int?> auditAnswers = [];
    private Dictionary<string, int?> edeQAnswers = [];

    [GlobalSetup]
    public void Fill()
    {
        whole = Answers(phq9, "2222222113");
        withBlank = Answers(phq9, "-222222213");
        cssrsAnswers = Answers(cssrs, "011000-");
        pcl5Answers = Answers(pcl5, "22222222222222222222");
        auditAnswers = Answers(audit, "4210000020");
        edeQAnswers = Answers(edeQ, "3333333333330000003333333333");
    }

    [Benchmark(Baseline = true)]
    public ScoreResult Phq9() => Scorer.Score(phq9, whole);

    [Benchmark]
    public ScoreResult Phq9WithBlank() => Scorer.Score(phq9, withBlank);

    [Benchmark]
    public ScoreResult Cssrs() => Scorer.Score(cssrs, cssrsAnswers);

    [Benchmark]
    public ScoreResult Pcl5() => Scorer.Score(pcl5, pcl5Answers);

    [Benchmark]
    public ScoreResult AuditOfAWoman() => Scorer.Score(audit, auditAnswers, respondent);

    [Benchmark]
    public ScoreResult EdeQ() => Scorer.Score(edeQ, edeQAnswers);

    private static InstrumentPack Pack(string id) => InstrumentCatalog.Default.Find(id)!;

    private static Dictionary<string, int?> Answers(InstrumentPack pack, string row) => row
        .Select((answer, at) => (pack.Items[at].Number, Value: answer == '-' ? (int?)null : answer - '0'))
        .ToDictionary(answer => answer.Number, answer => answer.Value);
}
