namespace IopPlatform.Clinical.Plans;

/// <summary>
/// A complete treatment plan, written by a clinician. There is no other way to one than <see cref="Write"/>: a proposal
/// alone always has gaps. Signing is the service's affair.
/// </summary>
public sealed record TreatmentPlan
{
    private TreatmentPlan(PlanDraft content, Guid writtenBy, DateOnly writtenOn, string? libraryVersion) =>
        (Content, WrittenBy, WrittenOn, LibraryVersion) = (content, writtenBy, writtenOn, libraryVersion);

    public PlanDraft Content { get; }

    public Guid WrittenBy { get; }

    public DateOnly WrittenOn { get; }

    /// <summary>The library that the proposal came from; null for a plan written without one.</summary>
    public string? LibraryVersion { get; }

    /// <summary>Makes a plan of a draft, or says everything that it lacks.</summary>
    /// <param name="proposal">The proposal that the clinician had before them; null: none.</param>
    public static PlanWriting Write(PlanDraft draft, PlanProposal? proposal, Guid clinicianId, DateOnly on)
    {
        var gaps = PlanGaps.Of(draft, proposal, on);
        if (clinicianId == Guid.Empty) gaps = [new("clinician", "A clinician writes the plan."), .. gaps];
        return gaps.Count > 0
            ? new PlanIncomplete(gaps)
            : new PlanWritten(new(draft, clinicianId, on, proposal?.LibraryVersion));
    }
}

/// <summary>Either <see cref="PlanWritten"/> or <see cref="PlanIncomplete"/>.</summary>
public abstract record PlanWriting
{
    private protected PlanWriting()
    {
    }
}

public sealed record PlanWritten(TreatmentPlan Plan) : PlanWriting;

/// <param name="Gaps">All of them, at least one.</param>
public sealed record PlanIncomplete(IReadOnlyList<PlanGap> Gaps) : PlanWriting;
