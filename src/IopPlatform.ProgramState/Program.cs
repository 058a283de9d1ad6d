using IopPlatform.Instruments;
using IopPlatform.Messaging;
using IopPlatform.Messaging.Operations;
using IopPlatform.Persistence;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ProgramState;
using IopPlatform.ProgramState.Features.Episodes;
using IopPlatform.ProgramState.Features.Sites;
using IopPlatform.ProgramState.Grains;
using IopPlatform.ProgramState.Silo;
using IopPlatform.ProgramState.Streaming;
using IopPlatform.ServiceDefaults;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();
builder.AddTenantDatabase("program-state");
builder.AddInstruments();
// Before the bus: what consumers call is there when they start, and still there while they stop.
builder.AddSilo();
builder.AddMessaging("program-state", typeof(ProgramStateAssembly).Assembly);
builder.AddMetrics<LiveMetrics>();
builder.Services.AddSingleton<EpisodeJournal>();
builder.Services.AddSingleton<SiteZones>();
builder.Services.AddSingleton<EpisodeReach>();
builder.Services.AddScoped<EpisodeDelivery>();
builder.Services.AddScoped<LiveStream>();

var app = builder.Build();
app.MapDefaultEndpoints();
var api = app.MapApi("/api/program-state");
var internals = app.MapInternal();
internals.MapKeys();
internals.MapParkedMessages();
CountGrains.Map(internals);

GetEpisode.Map(api);
GetEpisodeJournal.Map(api);
GetSiteBoard.Map(api);
api.MapAuditTrail("program-state");

app.Run();
