using IopPlatform.Messaging;
using IopPlatform.Messaging.Operations;
using IopPlatform.Notifications;
using IopPlatform.Notifications.Features.Notifications;
using IopPlatform.Notifications.Features.Preferences;
using IopPlatform.Notifications.Sending;
using IopPlatform.Persistence;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Disclosures;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();
builder.AddTenantDatabase("notifications");
builder.AddDisclosureClient();
builder.Services.AddSingleton(new SmtpChannel(builder.Configuration));
builder.AddMessaging("notifications", typeof(NotificationsAssembly).Assembly);

var app = builder.Build();
app.MapDefaultEndpoints();
var api = app.MapApi("/api/notifications");
var internals = app.MapInternal();
internals.MapKeys();
internals.MapParkedMessages();

ListNotifications.Map(api);
GetPreferences.Map(api);
SetPreferences.Map(api);
api.MapAuditTrail("notifications");

app.Run();
