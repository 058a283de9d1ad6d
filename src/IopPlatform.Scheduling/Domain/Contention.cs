using IopPlatform.Persistence.Tenancy;
using Npgsql;

namespace IopPlatform.Scheduling.Domain;

/// <summary>
/// Decides again on fresh facts when somebody else changed them between reading and writing: many book seats of one group at
/// once, and none of them has seen a version that the others could have told them about.
/// </summary>
internal static class Contention
{
    /// <summary>In each round one of the contenders gets through, so nobody gives up among fewer than this many.</summary>
    private const int AttemptsMax = 30;

    private const int PauseMillisecondsMax = 20;

    /// <param name="decide">Reads, decides and writes; nothing of it may survive a failed write.</param>
    public static async Task<T> RepeatAsync<T>(Func<Task<T>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await decide();
            }
            catch (Exception exception) when (attempt < AttemptsMax && IsContention(exception))
            {
                await Task.Delay(Random.Shared.Next(PauseMillisecondsMax), cancellationToken);
            }
        }
    }

    private static bool IsContention(Exception exception) => exception switch
    {
        StaleWriteException => true,
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected } => true,
        // Two met at the first row of an episode (admission and closure) or of an attendance.
        PostgresException { ConstraintName: "episode" or "attendance_once" } => true,
        _ => false,
    };
}
