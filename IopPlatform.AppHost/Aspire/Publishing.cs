namespace IopPlatform.AppHost.AspireModel;

/// <summary>
/// What <c>aspire publish</c> writes besides the manifest: <c>-p:AspirePublisher=Compose</c> or <c>Kubernetes</c>, one at a time,
/// because every resource would have to choose between two. Their packages are asked for only then.
/// </summary>
internal static class Publishing
{
    public static void AddPublishing(this IDistributedApplicationBuilder builder)
    {
#if ASPIRE_COMPOSE
        builder.AddDockerComposeEnvironment("compose");
#elif ASPIRE_KUBERNETES
        builder.AddKubernetesEnvironment("kubernetes");
#else
        _ = builder;
#endif
    }
}
