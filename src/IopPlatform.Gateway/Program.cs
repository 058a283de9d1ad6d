using IopPlatform.Gateway;
using IopPlatform.Gateway.Answers;
using IopPlatform.Gateway.Description;
using IopPlatform.Gateway.Forwarding;
using IopPlatform.Gateway.Limits;
using IopPlatform.Gateway.Routing;
using IopPlatform.ServiceDefaults;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Configuration;
using Scalar.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();

var issuer = builder.Configuration.Required("Authentication:Issuer");
var api = MergedDescription.FromEmbedded(issuer);
builder.AddRolePolicies(api);
builder.AddRateLimits();
builder.AddRequestLimits();
builder.Services.AddRequestTimeouts();
builder.AddForwarding(api);

var app = builder.Build();
app.UseTrustedProxies();
app.UseSecurityHeaders(issuer);
app.UseCorrelation();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseRateLimits();
app.UseAuthorization();
app.UseRequestTimeouts();
app.MapDefaultEndpoints();
app.MapGet("/openapi.json", () => Results.Text(api.Json, "application/json")).AllowAnonymous().ExcludeFromDescription();
app.MapScalarApiReference("/docs", scalar => scalar
    .WithTitle("IopPlatform API")
    .WithOpenApiRoutePattern("/openapi.json")
    .DisableDefaultFonts()
    .HideDeveloperTools()
    .DisableAgent()
    .DisableMcp()
    .WithNonce()).AllowAnonymous();
app.MapReverseProxy(proxy => proxy.UseForwarding());
app.Run();
