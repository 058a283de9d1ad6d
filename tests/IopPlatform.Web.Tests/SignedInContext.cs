using System.Security.Claims;
using Bunit;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using IopPlatform.Web.Features.Groups;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Server;
using IopPlatform.Web.Shell;
using IopPlatform.Web.Tests.Server;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Time.Testing;

namespace IopPlatform.Web.Tests;

/// <summary>Components as a signed-in therapist sees them, with a real session and a gateway whose answers the test lets out.</summary>
public abstract class SignedInContext(SessionStore store) : BunitContext, IAsyncLifetime
{
    private static readonly Guid OrganizationId = Callers.NewOrganization();

    internal HeldGateway Gateway { get; } = new();

    private protected FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    private protected Guid TherapistId { get; } = Guid.CreateVersion7();

    public async ValueTask InitializeAsync()
    {
        var therapist = Callers.Staff(OrganizationId, Roles.Therapist) with { Subject = TherapistId.ToString() };
        var tickets = store.Tickets(Time);
        var ticket = await tickets.StoreAsync(SessionStore.Ticket(therapist, Time.GetUtcNow(), SignInExtensions.Lasts), Xunit.TestContext.Current.CancellationToken);
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IHttpClientFactory>(Gateway);
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        Services.AddSingleton<IStringLocalizer<Words>>(new EnglishWords());
        Services.AddSingleton<IHttpContextAccessor>(new HttpContextAccessor());
        Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        Services.AddSingleton(tickets);
        Services.AddSingleton<AccessTokens>();
        Services.AddScoped<CurrentSession>();
        Services.AddScoped<GatewayApi>();
        Services.AddScoped<Person>();
        Services.AddScoped<Moments>();
        Services.AddScoped<GroupNoteDrafts>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        this.AddAuthorization().SetAuthorized("Therapist").SetClaims(new Claim(Tickets.Claim, ticket));
        Gateway.Answers(
            "GET /api/identity/me",
            () => new Me(therapist.Subject, "Therapist", new OrganizationOfMe(OrganizationId, "Harbor"), [Roles.Therapist], [], PatientId: null));
        await Services.GetRequiredService<Person>().ReadAsync(Xunit.TestContext.Current.CancellationToken);
    }
}
