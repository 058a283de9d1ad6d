using IopPlatform.AppHost;
using IopPlatform.AppHost.AspireModel;

DashboardAddresses.SetWhereMissing();
var builder = DistributedApplication.CreateBuilder(args);
builder.AddPlatform(Platform.Topology.WithClustersOf(2));
builder.AddPublishing();
await builder.Build().RunAsync();

/// <summary>Where Aspire.Hosting.Testing begins.</summary>
public sealed partial class Program;
