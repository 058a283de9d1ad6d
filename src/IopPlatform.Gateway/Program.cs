using IopPlatform.Gateway;
using IopPlatform.Gateway.Description;
using IopPlatform.Gateway.Routing;
using IopPlatform.ServiceDefaults;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Configuration;
using Scalar.AspNetCore;
using Yarp.ReverseProxy.ServiceDiscovery;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();

var issuer = builder.Configuration.Required("Authentication:Issuer");
var api = MergedDescription.FromEmbedded(issuer);
builder.AddRolePolicies(api);
builder.Services.AddRequestTimeouts();
builder.Services.AddSingleton<IDestinationResolver, DiscoveredDestinations>();
builder.Services.AddReverseProxy().LoadFromMemory([.. ApiRoutes.From(api), .. SignInRoutes.All], Clusters.All);

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseCorrelation();
app.UseAuthentication();
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
    .DisableMcp()).AllowAnonymous();
app.MapGet("/", () => Results.Redirect("/docs")).AllowAnonymous().ExcludeFromDescription();
app.MapReverseProxy();
app.Run();
