namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>A table whose rows are sealed.</summary>
/// <param name="Columns">Everything that a row's hash covers. Once rows are sealed, these never change; a new column needs a new form.</param>
internal sealed record Trail(string Table, string Columns)
{
    public static readonly Trail Commands = new(
        "audit",
        "xid, id, at, organization_id, subject, action, resource_type, resource_id, patient_id, details::text, trace_id, source_message_id");

    public static readonly Trail ChartReads = new(
        "chart_reads", "xid, id, at, organization_id, subject, patient_id, view, window_start, trace_id");

    public static readonly IReadOnlyList<Trail> All = [Commands, ChartReads];
}

/// <summary>A place in a trail: rows are in the order of their transactions and, within one, of their ids.</summary>
public sealed record SealPosition(ulong Xid, long Id)
{
    /// <summary>Before every row.</summary>
    public static readonly SealPosition Start = new(0, 0);
}
