using System.Net;
using System.Text.RegularExpressions;
using IopPlatform.Checking;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>
/// Walks over every operation of the merged description with a request that succeeded in a journey: it must be refused for every
/// other role, for the same role in another organization, and for the same role at another site.
/// </summary>
public sealed partial class TenantWalkTests(JourneyPlatform platform)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    /// <summary>Operations that anyone may call; nothing else is open.</summary>
    private static readonly string[] Open = ["POST /api/identity/portal-invitations/redeem"];

    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Forbidden, HttpStatusCode.NotFound];

    [Fact]
    public void Operations_OpenToAnyone_AreTheListedOnes() => Assert.Equal(
        Open, platform.Api.Operations.Where(operation => operation.Roles is null).Select(operation => operation.ToString()));

    [Fact]
    public void Operations_EachSucceeded_WithTheRightRoleAndTenant()
    {
        var missing = platform.Api.Operations.Where(operation => Sample(operation) is null).ToList();
        Assert.True(missing.Count == 0, "No request has succeeded for:\n" + string.Join("\n", missing));
    }

    [Fact]
    public async Task Operations_OtherRole_IsRefusedByGatewayAndService()
    {
        var breaches = new List<string>();
        foreach (var operation in platform.Api.Operations.Where(operation => operation.Roles is not null))
        {
            var sample = Sample(operation);
            foreach (var role in Roles.All.Except(operation.Roles!))
            {
                foreach (var project in new[] { "gateway", operation.Service })
                {
                    using var response = await SendAsync(sample, operation, CallerWith(JourneyPlatform.Harbor, role), project);
                    if (response.StatusCode != HttpStatusCode.Forbidden)
                    {
                        breaches.Add($"{operation} as {role} at {project}: {(int)response.StatusCode}");
                    }
                }
            }
        }

        Assert.Empty(breaches);
    }

    [Fact]
    public async Task Operations_WithoutToken_AreUnauthorized()
    {
        using var stranger = new HttpClient { BaseAddress = platform.Gateway };
        foreach (var operation in platform.Api.Operations.Where(operation => operation.Roles is not null))
        {
            using var request = Request(Sample(operation), operation);
            using var response = await stranger.SendAsync(request, Cancel);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{operation} without a token: {(int)response.StatusCode}");
        }
    }

    [Fact]
    public Task Operations_StrangersTenant_AreRefusedOrEmpty() => WalkAsync(role => CallerWith(JourneyPlatform.Prairie, role));

    [Fact]
    public Task Operations_OtherSite_AreRefusedOrEmpty() =>
        WalkAsync(role => role is Roles.Patient or Roles.Partner
            ? null
            : Callers.StaffOf(JourneyPlatform.Harbor, [Guid.CreateVersion7()], role));

    [Fact]
    public Task Operations_OtherPatient_AreRefusedOrEmpty() =>
        WalkAsync(role => role is Roles.Patient ? Callers.Patient(JourneyPlatform.Harbor, Guid.CreateVersion7()) : null);

    /// <summary>
    /// A request that names something of Harbor's must be refused for this caller; one that names nothing may be answered, but
    /// not with anything of Harbor's journeys.
    /// </summary>
    private async Task WalkAsync(Func<string, Caller?> callerOf)
    {
        var breaches = new List<string>();
        var created = platform.Exchanges.All
            .Where(exchange => exchange.OrganizationId == JourneyPlatform.Harbor)
            .Select(exchange => exchange.CreatedId?.ToString()).OfType<string>().ToHashSet();
        foreach (var operation in platform.Api.Operations.Where(operation => operation.Roles is not null))
        {
            var sample = Sample(operation);
            foreach (var caller in operation.Roles!.Select(callerOf).OfType<Caller>())
            {
                using var response = await SendAsync(sample, operation, caller, "gateway");
                var named = IdPattern().Matches(sample?.Path ?? "").Select(id => id.Value).ToHashSet();
                var told = IdPattern().Matches(await response.Content.ReadAsStringAsync(Cancel)).Select(id => id.Value);
                if (response.IsSuccessStatusCode && named.Count > 0 && operation.Method != "GET" || response.IsSuccessStatusCode && named.Overlaps(created))
                {
                    breaches.Add($"{operation} as {caller.Roles[0]}: {(int)response.StatusCode} for foreign ids");
                }
                else if (named.Count > 0 && !response.IsSuccessStatusCode && !Refusals.Contains(response.StatusCode))
                {
                    breaches.Add($"{operation} as {caller.Roles[0]}: {(int)response.StatusCode} is no refusal");
                }

                if (told.FirstOrDefault(id => created.Contains(id) && !named.Contains(id)) is { } leaked)
                {
                    breaches.Add($"{operation} as {caller.Roles[0]} tells {leaked}");
                }
            }
        }

        Assert.Empty(breaches);
    }

    private static Caller CallerWith(Guid organization, string role) => role switch
    {
        Roles.Patient => Callers.Patient(organization, Guid.CreateVersion7()),
        Roles.Partner => Callers.Partner(organization),
        _ => Callers.Staff(organization, role),
    };

    /// <summary>The last request of a journey that this operation has answered with success.</summary>
    private Exchange? Sample(PublicOperation operation) => platform.Exchanges.All.LastOrDefault(exchange =>
        (int)exchange.Status is >= 200 and < 300
        && operation.Matches(exchange.Method.Method, exchange.Path)
        && platform.Api.Find(exchange.Method.Method, exchange.Path) == operation
        && (exchange.OrganizationId ?? JourneyPlatform.Harbor) == JourneyPlatform.Harbor);

    private async Task<HttpResponseMessage> SendAsync(Exchange? sample, PublicOperation operation, Caller caller, string project)
    {
        using var client = platform.Client(caller, project);
        using var request = Request(sample, operation);
        return await client.SendAsync(request, Cancel);
    }

    private static HttpRequestMessage Request(Exchange? sample, PublicOperation operation)
    {
        var path = sample?.Path ?? ParameterPattern().Replace(operation.Path, Guid.CreateVersion7().ToString());
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), path + sample?.Query);
        if (sample?.Body is { } body)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(sample.ContentType ?? "application/json");
        }

        if (operation.Creates)
        {
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        }

        if (sample?.IfMatch is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return request;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex IdPattern();

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex ParameterPattern();
}
