namespace IopPlatform.ProgramState.Domain;

/// <summary>Where an episode stands. It follows from facts alone, never from the clock.</summary>
public static class EpisodePhase
{
    /// <summary>Events came, but not yet the admission.</summary>
    public const string Provisional = "provisional";

    /// <summary>Admitted; no treatment plan is signed and no session was attended yet.</summary>
    public const string Admitted = "admitted";

    public const string Active = "active";

    public const string Closed = "closed";

    public static string Of(EpisodeFacts facts) =>
        facts.Closing is not null ? Closed
        : facts.Admission is null ? Provisional
        : facts.Plans.Count > 0 || facts.Attendance.Values.Any(SessionAttendance.WasThere) ? Active
        : Admitted;

    /// <summary>Counts in the census and may have alerts.</summary>
    public static bool IsOpen(string phase) => phase is Admitted or Active;
}
