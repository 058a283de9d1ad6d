using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ProgramState.Streaming;

/// <summary>The audit rows of a stream: when somebody began to watch, and when and why it ended.</summary>
internal static class StreamAudit
{
    private static readonly TimeSpan ClosesWithin = TimeSpan.FromSeconds(5);

    public static Task OpenedAsync(TenantDatabase db, string resource, Guid id, Guid? patientId) =>
        db.Write().Audit(resource, id, patientId, new { stream = "opened" }).CommitAsync(CancellationToken.None);

    /// <summary>The client may be gone already, so the request's own token would forbid this.</summary>
    public static async Task ClosedAsync(TenantDatabase db, string resource, Guid id, Guid? patientId, string reason)
    {
        using var patience = new CancellationTokenSource(ClosesWithin);
        await db.Write().Audit(resource, id, patientId, new { stream = "closed", reason }).CommitAsync(patience.Token);
    }
}
