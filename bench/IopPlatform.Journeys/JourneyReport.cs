namespace IopPlatform.Journeys;

/// <summary>What happened to whom, and how long each step took.</summary>
public sealed record JourneyReport(
    IReadOnlyList<PatientReport> Patients, IReadOnlyList<ReferralReport> Referrals, IReadOnlyList<StepTimes> Steps, TimeSpan Took)
{
    public IEnumerable<JourneyError> Errors =>
        Patients.Select(patient => patient.Error).Concat(Referrals.Select(referral => referral.Error)).OfType<JourneyError>();

    /// <summary>0 when everything went as it should.</summary>
    public int ExitCode => Errors.Any() ? 1 : 0;
}

/// <param name="Outcome">How the journey ended, in a few words.</param>
/// <param name="LiveState">The last live state, in one line; empty for who was never admitted.</param>
/// <param name="EpisodeId">Null for who was never admitted.</param>
/// <param name="Error">Null when every step went as it should.</param>
public sealed record PatientReport(
    string Name, string Site, string Outcome, string LiveState, Guid? PatientId, Guid? EpisodeId, TimeSpan Took, JourneyError? Error)
{
    /// <summary>What the patient signs in with; null for who never came to the portal.</summary>
    public string? Email { get; init; }
}

/// <summary>A referral from a file.</summary>
/// <param name="Outcome">What the platform answered.</param>
public sealed record ReferralReport(string File, string Outcome, JourneyError? Error);

/// <param name="TraceId">What an operator finds the request by; null when it did not reach the platform.</param>
public sealed record JourneyError(string Whose, string Step, string Explanation, string? TraceId)
{
    public override string ToString() =>
        $"{Whose}, {Step}: {Explanation}{(TraceId is null ? "" : $" (trace {TraceId})")}";
}

/// <param name="Count">How often the step was done without an error.</param>
public sealed record StepTimes(string Step, int Count, TimeSpan Median, TimeSpan P95, TimeSpan Max)
{
    /// <summary>Percentiles by the nearest rank: always a time that was measured.</summary>
    public static StepTimes Of(string step, IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return new(step, sorted.Length, Rank(sorted, 0.50), Rank(sorted, 0.95), Rank(sorted, 1));
    }

    private static TimeSpan Rank(TimeSpan[] sorted, double share) =>
        sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
