using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.Outcomes.Tests;
using IopPlatform.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(OutcomesFixture))]
// The tests share one clock, which some of them move.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace IopPlatform.Outcomes.Tests;

public sealed class OutcomesFixture() : ServiceFixture<OutcomesAssembly>("outcomes")
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // Stands for the other services: what no queue is bound to is returned and sent again for ever.
        var listener = Services.GetRequiredService<IReceiveEndpointConnector>().ConnectReceiveEndpoint(
            "others", (_, endpoint) => endpoint.Handler<FollowUpCompleted>(_ => Task.CompletedTask));
        await listener.Ready;
    }
}
