namespace IopPlatform.Contracts.Notifications.V1;

/// <summary>An outbound message left for its channel and was accepted there.</summary>
public sealed record NotificationDelivered : Event
{
    public required Guid NotificationId { get; init; }

    /// <summary>Null for messages to staff.</summary>
    public Guid? PatientId { get; init; }

    public required string Channel { get; init; }

    public override Guid AggregateId => NotificationId;
}

/// <summary>An outbound message was given up.</summary>
public sealed record NotificationFailed : Event
{
    public required Guid NotificationId { get; init; }

    public Guid? PatientId { get; init; }

    public required string Channel { get; init; }

    /// <summary>refused-by-server, no-consent, no-address or expired.</summary>
    public required string Reason { get; init; }

    public override Guid AggregateId => NotificationId;
}

/// <summary>Send a queued message now. Notifications sends it to itself when the message falls due.</summary>
public sealed record SendNotification : Command
{
    public required Guid NotificationId { get; init; }
}
