using System.Diagnostics;
using IopPlatform.ServiceDefaults.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace IopPlatform.ServiceDefaults.Tests;

public sealed class BusSpansTests
{
    [Theory]
    [InlineData("Contracts.V1:PatientAdmitted send", "publish Contracts.V1:PatientAdmitted", "Contracts.V1:PatientAdmitted", "publish", "send")]
    [InlineData("intake-keep receive", "receive intake-keep", "intake-keep", "receive", "receive")]
    [InlineData("intake-keep process", "process intake-keep", "intake-keep", "process", "process")]
    public void OnStart_SpanOfTheBus_IsNamedByTheConventions(string given, string name, string destination, string operation, string type)
    {
        using var activity = Started(BusSpans.Source, given);
        Assert.Equal(name, activity.DisplayName);
        Assert.Equal("rabbitmq", activity.GetTagItem("messaging.system"));
        Assert.Equal(destination, activity.GetTagItem("messaging.destination.name"));
        Assert.Equal(operation, activity.GetTagItem("messaging.operation.name"));
        Assert.Equal(type, activity.GetTagItem("messaging.operation.type"));
        Assert.Equal("0190", activity.GetTagItem("messaging.message.id"));
        Assert.Null(activity.GetTagItem("messaging.operation"));
        // MassTransit names the consumer's span after that of the delivery.
        Assert.Equal(given, activity.OperationName);
    }

    [Theory]
    [InlineData(BusSpans.Source, "saga of another kind")]
    [InlineData(BusSpans.Source, "send")]
    [InlineData("Elsewhere", "queue receive")]
    public void OnStart_AnythingElse_StaysAsItIs(string source, string given)
    {
        using var activity = Started(source, given);
        Assert.Equal(given, activity.DisplayName);
        Assert.Null(activity.GetTagItem("messaging.system"));
    }

    private static Activity Started(string sourceName, string name)
    {
        using var source = new ActivitySource(sourceName);
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource(sourceName).AddProcessor(new BusSpans()).Build();
        return source.StartActivity(
            ActivityKind.Consumer, name: name, tags: [new("messaging.operation", "x"), new("messaging.masstransit.message_id", "0190")])!;
    }
}
