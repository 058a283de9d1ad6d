using IopPlatform.Persistence.Idempotency;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>For whom and as what the current request or message works. One per request or message scope.</summary>
public sealed class TenantContext
{
    public Caller? Caller { get; set; }

    /// <summary>The name the work is audited under.</summary>
    public string? Action { get; set; }

    /// <summary>Set on creating requests.</summary>
    public IdempotencyRequest? Idempotency { get; set; }

    /// <summary>Whether reads meet the rows of a patient opened in an emergency; changes never do.</summary>
    public bool OpensInEmergency { get; set; }

    /// <summary>Set while a message is handled.</summary>
    public InboxMessage? Inbox { get; set; }
}

/// <summary>The message being handled, as its inbox row names it.</summary>
/// <param name="Checked">False only where a test shows what happens without the inbox row.</param>
public sealed record InboxMessage(Guid MessageId, string Endpoint, bool Checked = true)
{
    /// <summary>Closes a parked message; parameters are organization, message, endpoint and now.</summary>
    public const string CloseParked =
        """
        update parked_messages set state = 'replayed', closed_at = $4, next_try_at = null
        where organization_id = $1 and message_id = $2 and endpoint = $3 and state = 'parked'
        """;

    /// <summary>Whether it failed before and was put aside; then the change that handles it closes it, too.</summary>
    public bool WasParked { get; init; }
}
