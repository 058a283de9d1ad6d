namespace IopPlatform.Bench;

/// <summary>What to measure and how long.</summary>
internal sealed record BenchOptions
{
    /// <summary>The measures in the order in which they run.</summary>
    public static readonly string[] Names = ["startup", "memory", "writes", "reads", "latency", "pages", "growth", "failover", "telemetry"];

    /// <summary>Where the figures go as JSON; null prints them only.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Empty means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Short measurements, no growth, no telemetry: tells whether something is badly off, not how good it is.</summary>
    public bool Quick { get; init; }

    public TimeSpan Load => TimeSpan.FromSeconds(Quick ? 8 : 20);

    /// <summary>Pairs of a load with telemetry and one without.</summary>
    public int Pairs => Quick ? 3 : 12;

    public TimeSpan PairLoad => TimeSpan.FromSeconds(Quick ? 4 : 6);

    public TimeSpan Idle => TimeSpan.FromSeconds(Quick ? 10 : 60);

    public int Starts => Quick ? 1 : 5;

    /// <summary>Patients that come by the API, by the journeys' own steps.</summary>
    public int PatientsByApi => Quick ? 100 : 250;

    /// <summary>All patients of the ordinary measurements.</summary>
    public const int Patients = 1_000;

    /// <summary>All patients of the growth measurement.</summary>
    public const int PatientsGrown = 50_000;

    /// <summary>How many copies of the patients made by the API come to so many patients with them.</summary>
    public int Copies(int patients) => (int)Math.Ceiling(patients / (double)PatientsByApi) - 1;

    public bool Wants(string name) => Only.Count == 0 ? !(Quick && name is "growth" or "telemetry") : Only.Contains(name);

    /// <summary>Whether anything is measured that patients are needed for.</summary>
    public bool NeedsPatients => Names.Any(name => name is ("writes" or "reads" or "latency" or "pages" or "growth") && Wants(name));

    /// <exception cref="ArgumentException">An option or a measure is unknown.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchOptions();
        for (var place = 0; place < args.Count; place++)
        {
            options = args[place] switch
            {
                "--json" when place + 1 < args.Count => options with { JsonFile = args[++place] },
                "--only" when place + 1 < args.Count => options with { Only = [.. options.Only, Known(args[++place])] },
                "--quick" => options with { Quick = true },
                var unknown => throw new ArgumentException($"'{unknown}' is no option of bench, or lacks its value."),
            };
        }

        return options;
    }

    private static string Known(string name) => Names.Contains(name)
        ? name
        : throw new ArgumentException($"There is no measure '{name}'. There are {string.Join(", ", Names)}.");
}
