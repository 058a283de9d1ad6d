using System.Diagnostics;

namespace IopPlatform.Testing;

/// <summary>Waits for what happens in its own time, with a failure text that says what was expected.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="expectation">Completes the sentence "expected …".</param>
    /// <exception cref="TimeoutException">It has not come true in time.</exception>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> probe, string expectation, TimeSpan? patience = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < (patience ?? Patience))
        {
            if (await probe() is { } found)
            {
                return found;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"Expected {expectation}, but it has not come true within {patience ?? Patience}.");
    }

    public static async Task BecomesTrueAsync(Func<Task<bool>> probe, string expectation, TimeSpan? patience = null) =>
        await GetAsync(async () => await probe() ? expectation : null, expectation, patience);
}
