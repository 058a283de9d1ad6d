using Grpc.Core;
using IopPlatform.AppHost.Local.Protocol;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// What an Aspire dashboard asks. Each call reads what is true when it comes to send, so that a slow or vanished watcher holds up
/// nobody but itself.
/// </summary>
internal sealed class DashboardProtocol(
    PlatformWatch watch, ResourceOperations operations, string logFolder, IHostApplicationLifetime lifetime) : DashboardService.DashboardServiceBase
{
    private static readonly TimeSpan LookForLinesEvery = TimeSpan.FromMilliseconds(300);

    public override Task<ApplicationInformationResponse> GetApplicationInformation(
        ApplicationInformationRequest request, ServerCallContext context) =>
        Task.FromResult(new ApplicationInformationResponse { ApplicationName = "IopPlatform" });

    public override async Task WatchResources(
        WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context)
    {
        using var watcher = Watch();
        await UntilGoneAsync(context, async gone =>
        {
            await responseStream.WriteAsync(Initial(watcher.Changes().Changed), gone);
            while (await watcher.WaitAsync(gone))
            {
                var changes = watcher.Changes();
                if (changes.Changed.Count + changes.Gone.Count > 0)
                {
                    await responseStream.WriteAsync(Changes(changes), gone);
                }
            }
        });
    }

    public override async Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        var lines = new ConsoleLines(logFolder, Find(request.ResourceName).Name);
        await UntilGoneAsync(context, async gone =>
        {
            while (true)
            {
                foreach (var batch in lines.ReadNew())
                {
                    await responseStream.WriteAsync(batch, gone);
                }

                if (request.SuppressFollow)
                {
                    return;
                }

                await Task.Delay(LookForLinesEvery, gone);
            }
        });
    }

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        // What has begun is finished, though the one who asked may be gone.
        var result = await operations.RunAsync(Find(request.ResourceName).Name, request.CommandName, lifetime.ApplicationStopping);
        var response = new ResourceCommandResponse
        {
            Kind = result.Succeeded ? ResourceCommandResponseKind.Succeeded : ResourceCommandResponseKind.Failed,
        };
        if (!result.Succeeded)
        {
            response.ErrorMessage = result.Message;
        }

        return response;
    }

    public override Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequest> requestStream, IServerStreamWriter<WatchInteractionsUpdate> responseStream,
        ServerCallContext context) =>
        UntilGoneAsync(context, gone => Task.Delay(Timeout.Infinite, gone));

    /// <summary>A stream ends when its reader is gone, and when the platform ends; neither is an error.</summary>
    private async Task UntilGoneAsync(ServerCallContext context, Func<CancellationToken, Task> stream)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await stream(gone.Token);
        }
        catch (Exception exception) when (gone.IsCancellationRequested && exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Its connection is closed, or about to be.
        }
    }

    private ResourceWatcher Watch()
    {
        try
        {
            return watch.Watch();
        }
        catch (InvalidOperationException exception)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, exception.Message));
        }
    }

    private ResourceSnapshot Find(string name) => watch.Resources.FirstOrDefault(resource => ResourceMessages.NameOf(resource.Facts) == name)
        ?? throw new RpcException(new Status(StatusCode.NotFound, "There is no such resource."));

    private static WatchResourcesUpdate Initial(IReadOnlyList<ResourceSnapshot> resources)
    {
        var data = new InitialResourceData();
        data.Resources.Add(resources.Select(resource => ResourceMessages.Of(resource, resources)));
        data.ResourceTypes.Add(data.Resources.Select(resource => resource.ResourceType).Distinct().Select(type => new ResourceType { UniqueName = type, DisplayName = type }));
        return new WatchResourcesUpdate { InitialData = data };
    }

    private WatchResourcesUpdate Changes(ResourceChanges changes)
    {
        var all = watch.Resources;
        var message = new WatchResourcesChanges();
        message.Value.Add(changes.Gone.Select(gone => new WatchResourcesChange
        {
            Delete = new ResourceDeletion { ResourceName = ResourceMessages.NameOf(gone.Facts), ResourceType = ResourceMessages.TypeOf(gone.Facts) },
        }));
        message.Value.Add(changes.Changed.Select(changed => new WatchResourcesChange { Upsert = ResourceMessages.Of(changed, all) }));
        return new WatchResourcesUpdate { Changes = message };
    }
}
