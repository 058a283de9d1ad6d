using System.Diagnostics;
using OpenTelemetry.Trace;

namespace IopPlatform.ServiceDefaults.Telemetry;

/// <summary>
/// Keeps whole traces, up to a number of new ones a second and process: a quiet platform shows each, a busy one pays for a bounded
/// sample. It decides where a trace begins, mostly at the gateway; what follows goes the same way (see ParentBasedSampler). A
/// trace that is not kept still carries its id to audit rows, messages and problem details.
/// </summary>
internal sealed class TraceBudget(int perSecond, TimeProvider time) : Sampler
{
    private readonly Lock gate = new();
    private long second;
    private int kept;

    /// <summary>What came from elsewhere as kept is kept, whatever the budget, and the other way round.</summary>
    public static Sampler Of(int perSecond, TimeProvider time) => new ParentBasedSampler(new TraceBudget(perSecond, time));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        // A database call that belongs to no request and no message is a relay that looks for work.
        if (samplingParameters.Kind == ActivityKind.Client) return new SamplingResult(SamplingDecision.Drop);

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        lock (gate)
        {
            (second, kept) = now == second ? (second, kept + 1) : (now, 1);
            return new SamplingResult(kept <= perSecond ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
        }
    }
}
