using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using IopPlatform.AppHost.Tests.Model;
using AspireProject = Aspire.Hosting.ApplicationModel.ProjectResource;

namespace IopPlatform.AppHost.AspireModel.Tests;

/// <summary>Aspire's model of the platform, built and looked at without starting anything.</summary>
public sealed class AspireModelTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_OfThePlatform_IsTheExpectedOne()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<global::Program>(Cancel);
        var resources = builder.Resources;
        var model = new Dictionary<string, ModeledResource>();
        foreach (var resource in resources.Where(IsStarted)) model[resource.Name] = await ModeledAsync(resource, resources);
        ExpectedModel.AssertSame(model);
    }

    [Fact]
    public async Task Secrets_InTheModel_AreParametersThatNothingShows()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<global::Program>(Cancel);
        var parameters = builder.Resources.OfType<ParameterResource>().ToDictionary(parameter => parameter.Name);
        Assert.All(
            ["postgres-password", "intake-app-password", "intake-relay-password", "signing-key", "operator-secret", "audit-signing-key-intake"],
            name => Assert.True(parameters[name].Secret, $"{name} is shown."));
    }

    /// <summary>Databases, sign-ins and parameters are parts of other resources.</summary>
    private static bool IsStarted(IResource resource) => resource is AspireProject or ContainerResource;

    private static async Task<ModeledResource> ModeledAsync(IResource resource, IEnumerable<IResource> all)
    {
        var project = resource as AspireProject;
        return new ModeledResource(
            Kind(resource),
            project is null ? null : Path.GetFileNameWithoutExtension(project.GetProjectMetadata().ProjectPath),
            resource is PostgresServerResource server ? ExpectedModel.Sorted(server.Databases.Values) : null,
            project is null ? null : References(project, all),
            Waits(resource),
            Health(resource),
            project is null ? null : await EnvironmentAsync(project),
            ExpectedModel.Sorted(Endpoints(resource).Select(endpoint => KeyValuePair.Create(
                PortName(resource, endpoint), endpoint.Port ?? throw new InvalidOperationException($"{resource.Name} leaves a port open."))))
                ?? new Dictionary<string, int>(),
            Endpoints(resource).Any(endpoint => endpoint.IsExternal));
    }

    private static string Kind(IResource resource) => resource switch
    {
        PostgresServerResource => nameof(ServerKind.PostgreSql),
        RabbitMQServerResource => nameof(ServerKind.RabbitMq),
        RedisResource => nameof(ServerKind.Redis),
        AspireProject => resource.TryGetEndpoints(out var endpoints) && endpoints.Any() ? "Project" : "OneShot",
        _ => nameof(ServerKind.Mail),
    };

    private static IEnumerable<EndpointAnnotation> Endpoints(IResource resource) => resource.Annotations.OfType<EndpointAnnotation>();

    /// <summary>Aspire names the broker's first endpoint by its transport.</summary>
    private static string PortName(IResource resource, EndpointAnnotation endpoint) =>
        resource is RabbitMQServerResource && endpoint.Name == "tcp" ? "amqp" : endpoint.Name;

    private static IReadOnlyList<string>? References(AspireProject resource, IEnumerable<IResource> all) => ExpectedModel.Sorted(
        resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Where(relationship => relationship.Type == "Reference" && relationship.Resource is not ParameterResource && all.Contains(relationship.Resource))
            .Select(relationship => relationship.Resource.Name));

    private static IReadOnlyDictionary<string, string>? Waits(IResource resource) => ExpectedModel.Sorted(
        resource.Annotations.OfType<WaitAnnotation>()
            .Select(wait => KeyValuePair.Create(
                (wait.Resource as PostgresDatabaseResource)?.Parent.Name ?? wait.Resource.Name,
                wait is { WaitType: WaitType.WaitForCompletion, ExitCode: 0 } ? "Completed" : wait.WaitType == WaitType.WaitUntilHealthy ? "Healthy" : $"{wait.WaitType}"))
            .Distinct());

    /// <summary>The key of a check by HTTP is resource_endpoint_path_status_check.</summary>
    private static string? Health(IResource resource) => resource.Annotations.OfType<HealthCheckAnnotation>().SingleOrDefault() switch
    {
        null => null,
        var check when resource is AspireProject => check.Key.Split('_') is [_, "http", var path, "200", "check"] ? path : check.Key,
        _ => ExpectedModel.Protocol,
    };

    private static async Task<IReadOnlyList<string>?> EnvironmentAsync(AspireProject project)
    {
#pragma warning disable CS0618 // The way that takes its place is marked as experimental.
        var environment = await project.GetEnvironmentVariableValuesAsync(DistributedApplicationOperation.Publish);
#pragma warning restore CS0618
        // Each name with hyphens comes a second time with underscores, for shells that know no hyphens.
        var doubles = environment.Keys.Where(name => name.Contains('-', StringComparison.Ordinal)).Select(name => name.Replace('-', '_'));
        return ExpectedModel.Sorted(environment.Keys.Except(doubles).Where(ExpectedModel.IsPlatforms));
    }
}
