using System.Diagnostics.Metrics;
using IopPlatform.ServiceDefaults.Telemetry;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>
/// Meter <c>IopPlatform.ClinicalNotes</c>. Counted right after the commit, by the request, or by the consumer whose commit carries the
/// inbox row: a repeated request or message, and what is refused or rolled back, counts nothing.
/// </summary>
public sealed class NotesMetrics
{
    private static readonly string[] YesOrNo = ["true", "false"];

    private readonly Tally signed = new(("kind", ["group", "individual"]), ("late", YesOrNo));
    private readonly Tally opened = new(("kind", SafetyTaskKinds.All));
    private readonly Tally acknowledged = new(("kind", SafetyTaskKinds.All), ("late", YesOrNo));

    public NotesMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("IopPlatform.ClinicalNotes");
        meter.CreateObservableCounter("iop.notes.signed", signed.Measure, "{note}", "Notes that their authors signed; late ones more than 24 hours after the session.");
        meter.CreateObservableCounter("iop.risk_flags.opened", opened.Measure, "{flag}", "Safety tasks that were opened.");
        meter.CreateObservableCounter("iop.risk_flags.acknowledged", acknowledged.Measure, "{flag}", "Safety tasks that a clinician has closed; late ones after their time.");
    }

    public void NoteSigned(string noteType, bool late) => signed.Add(1, noteType, Code(late));

    public void FlagOpened(string kind) => opened.Add(1, kind);

    public void FlagAcknowledged(string kind, bool late) => acknowledged.Add(1, kind, Code(late));

    private static string Code(bool yes) => yes ? "true" : "false";
}
