using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.ServiceDefaults.Telemetry;

public static class MetricsExtensions
{
    /// <summary>Adds a class of instruments, made at the start and not at its first use, so that what has not happened yet is told as zero.</summary>
    public static void AddMetrics<T>(this IHostApplicationBuilder builder)
        where T : class
    {
        builder.Services.AddSingleton<T>();
        builder.Services.AddHostedService<AtStart<T>>();
    }

    private sealed class AtStart<T>(IServiceProvider services) : IHostedService
        where T : class
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<T>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
