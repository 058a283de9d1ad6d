using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ProgramState.Streaming;

/// <summary>The audit rows of a stream: when somebody began to watch, and when and why it ended.</summary>
internal static class StreamAudit
{
    private static readonly TimeSpan ClosesWithin = TimeSpan.FromSeconds(5);

    /// <param name="run">The stream; answers why it has ended.</param>
    public static async Task AroundAsync(TenantDatabase db, string resource, Guid id, Guid? patientId, Func<Task<string>> run)
    {
        await db.Write().Audit(resource, id, patientId, new { stream = "opened" }).CommitAsync(CancellationToken.None);
        var reason = "failed";
        try
        {
            reason = await run();
        }
        finally
        {
            // The client may be gone already, so the request's own token would forbid this.
            using var patience = new CancellationTokenSource(ClosesWithin);
            await db.Write().Audit(resource, id, patientId, new { stream = "closed", reason }).CommitAsync(patience.Token);
        }
    }
}
