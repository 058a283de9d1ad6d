namespace IopPlatform.Web.Gateway;

/// <summary>Why the gateway did not do what was asked, as far as a page must know.</summary>
public enum Trouble
{
    /// <summary>It is not there, or not within the person's reach: the two are never told apart.</summary>
    NotFound,

    /// <summary>The person's role does not do this.</summary>
    NotAllowed,

    /// <summary>Fields are wrong, or a rule forbids it now.</summary>
    Refused,

    /// <summary>Somebody else has changed it since it was read.</summary>
    Changed,

    /// <summary>The person must sign in again.</summary>
    SessionEnded,

    /// <summary>Nobody answered, or not in time; trying again is safe for what is read.</summary>
    Away,
}

/// <param name="detail">In words, from the service; never of a request's contents.</param>
/// <param name="fields">What is wrong with each field, by its JSON path.</param>
/// <param name="rule">The code of the rule that forbids it now, such as <c>note-exists</c>.</param>
/// <param name="reference">The trace's id, which a person can name when they ask for help.</param>
public sealed class ApiException(
    Trouble trouble, string? detail = null, IReadOnlyDictionary<string, string[]>? fields = null, string? reference = null,
    string? rule = null)
    : Exception($"The gateway answered: {trouble}.")
{
    public Trouble Trouble => trouble;

    public string? Detail => detail;

    public IReadOnlyDictionary<string, string[]> Fields { get; } = fields ?? new Dictionary<string, string[]>();

    public string? Reference => reference;

    public string? Rule => rule;
}
