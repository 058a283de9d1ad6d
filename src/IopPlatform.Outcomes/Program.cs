using IopPlatform.Instruments;
using IopPlatform.Messaging;
using IopPlatform.Messaging.Operations;
using IopPlatform.Outcomes;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Outcomes.Features.FollowUps;
using IopPlatform.Outcomes.Features.Funnel;
using IopPlatform.Outcomes.Features.Trajectories;
using IopPlatform.Persistence;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults;
using IopPlatform.ServiceDefaults.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();
builder.AddTenantDatabase("outcomes");
builder.AddInstruments();
builder.AddProtectedFields(OutcomesFields.All);
builder.AddMessaging("outcomes", typeof(OutcomesAssembly).Assembly);

var app = builder.Build();
app.MapDefaultEndpoints();
var api = app.MapApi("/api/outcomes");
var internals = app.MapInternal();
internals.MapKeys();
internals.MapParkedMessages();

ListFollowUps.Map(api);
CompleteFollowUp.Map(api);
GetFunnel.Map(api);
GetTrajectory.Map(api);
api.MapAuditTrail("outcomes");

app.Run();
