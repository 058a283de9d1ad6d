using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.ServiceDefaults.Disclosures;

public static class DisclosureExtensions
{
    /// <summary>
    /// Adds <see cref="DisclosureClient"/> to a service with a disclosure point. It needs <c>Identity:ServiceSecret</c>, which the
    /// topology hands to such a service.
    /// </summary>
    public static void AddDisclosureClient(this IHostApplicationBuilder builder)
    {
        var secret = builder.Configuration.Required("Identity:ServiceSecret");
        builder.Services.AddHttpClient(ServiceTokens.HttpClientName, http => http.BaseAddress = new Uri("http://identity/"));
        builder.Services.AddSingleton(services => new ServiceTokens(
            services.GetRequiredService<IHttpClientFactory>(), secret, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddTransient<ServiceTokenHandler>();
        builder.Services.AddHttpClient<DisclosureClient>(http => http.BaseAddress = new Uri("http://intake/"))
            .AddHttpMessageHandler<ServiceTokenHandler>();
    }
}
