using System.Diagnostics;
using OpenTelemetry;

namespace IopPlatform.ServiceDefaults.Telemetry;

/// <summary>
/// Gives MassTransit's spans the names and attributes of OpenTelemetry's semantic conventions for messaging, so that any tool knows
/// them: <c>publish {exchange}</c>, <c>receive {queue}</c> for the whole of a delivery, <c>process {queue}</c> for the consumer in it.
/// </summary>
internal sealed class BusSpans : BaseProcessor<Activity>
{
    public const string Source = "MassTransit";
    private const string Destination = "messaging.destination.name";

    /// <summary>MassTransit calls its spans <c>{destination} {operation}</c> and has set its tags before it starts them.</summary>
    public override void OnStart(Activity data)
    {
        if (data.Source.Name != Source || data.OperationName.LastIndexOf(' ') is not (> 0 and var space)) return;

        var (destination, operation) = (data.OperationName[..space], data.OperationName[(space + 1)..]);
        (string? name, string? type) = operation switch
        {
            "send" => ("publish", "send"),
            "receive" => ("receive", "receive"),
            "process" => ("process", "process"),
            _ => (null, null),
        };
        if (name is null) return;

        data.DisplayName = $"{name} {destination}";
        data.SetTag("messaging.system", "rabbitmq");
        data.SetTag(Destination, destination);
        data.SetTag("messaging.operation.name", name);
        data.SetTag("messaging.operation.type", type);
        data.SetTag("messaging.operation", null);
        if (data.GetTagItem("messaging.masstransit.message_id") is { } id) data.SetTag("messaging.message.id", id);
    }
}
