namespace IopPlatform.Web.Design;

/// <summary>What a state asks of the reader; each tone has a shape of its own.</summary>
public enum StatusTone
{
    /// <summary>A fact that asks nothing.</summary>
    Neutral,

    /// <summary>Runs now.</summary>
    Active,

    /// <summary>Waits for somebody else.</summary>
    Waiting,

    /// <summary>Ours, and due.</summary>
    Due,

    /// <summary>Ours, and late.</summary>
    Overdue,

    /// <summary>Finished well.</summary>
    Done,

    /// <summary>Over: canceled, withdrawn, closed.</summary>
    Closed,
}
