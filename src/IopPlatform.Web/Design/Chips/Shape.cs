namespace IopPlatform.Web.Design;

/// <summary>The shapes that carry a meaning beside color and word. One shape means one thing in one row of chips.</summary>
public enum Shape
{
    /// <summary>■ high risk.</summary>
    Square,

    /// <summary>▲ moderate risk, overdue.</summary>
    Triangle,

    /// <summary>● low risk, running.</summary>
    Disc,

    /// <summary>○ none, nothing to do.</summary>
    Ring,

    /// <summary>? unknown.</summary>
    Question,

    /// <summary>✓ done, present.</summary>
    Check,

    /// <summary>◐ partly, late.</summary>
    HalfDisc,

    /// <summary>✕ absent.</summary>
    Cross,

    /// <summary>– excused, closed.</summary>
    Dash,

    /// <summary>A clock: due.</summary>
    Clock,

    /// <summary>An hourglass: waits for somebody.</summary>
    Hourglass,

    /// <summary>◆ a change of the level of care.</summary>
    Diamond,

    /// <summary>A flag: start.</summary>
    Flag,

    /// <summary>A capsule: medication.</summary>
    Capsule,

    /// <summary>A stroke upwards: got better.</summary>
    ArrowDown,

    /// <summary>A stroke downwards: got worse.</summary>
    ArrowUp,
}
