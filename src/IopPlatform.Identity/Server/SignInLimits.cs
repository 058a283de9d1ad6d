using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using IopPlatform.Identity.Features.SignIn;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;

namespace IopPlatform.Identity.Server;

/// <summary>
/// Bounds how often somebody may try to sign in, by the client's address and by the account that is tried: lock-out bounds
/// guesses at one account, this bounds guesses at many, and the work that password hashing makes.
/// </summary>
public static class SignInLimits
{
    /// <summary><c>Identity:Limits:PerAddress</c> and <c>Identity:Limits:PerAccount</c>, attempts a minute.</summary>
    private const int PerAddressUsually = 60;
    private const int PerAccountUsually = 20;

    private const int SegmentsPerWindow = 6;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly string[] Limited =
        [SignIn.Path, AuthorizationServer.TokenPath, "/api/identity/portal-invitations/redeem"];

    public static void AddSignInLimits(this WebApplicationBuilder builder)
    {
        var perAddress = builder.Configuration.GetValue("Identity:Limits:PerAddress", PerAddressUsually);
        var perAccount = builder.Configuration.GetValue("Identity:Limits:PerAccount", PerAccountUsually);
        builder.Services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = Limiter(perAddress, perAccount);
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = RefuseAsync;
        });
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            // The client's address is believed to whoever is configured, which is the gateway, and to nobody else.
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in builder.Configuration.GetSection("Identity:TrustedProxies").Get<string[]>() ?? [])
            {
                options.KnownProxies.Add(IPAddress.Parse(proxy));
            }
        });
    }

    /// <summary>Before everything that costs work. Reads the form, which is read from memory afterwards.</summary>
    public static void UseSignInLimits(this WebApplication app)
    {
        if (app.Configuration.GetSection("Identity:TrustedProxies").GetChildren().Any())
        {
            app.UseForwardedHeaders();
        }

        app.Use(async (context, next) =>
        {
            if (IsLimited(context) && context.Request.HasFormContentType)
            {
                await context.Request.ReadFormAsync(context.RequestAborted);
            }

            await next(context);
        });
        app.UseRateLimiter();
    }

    public static PartitionedRateLimiter<HttpContext> Limiter(int perAddress, int perAccount) => PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(context => IsLimited(context)
            ? Partition(context.Connection.RemoteIpAddress?.ToString() ?? "", perAddress)
            : RateLimitPartition.GetNoLimiter("")),
        PartitionedRateLimiter.Create<HttpContext, string>(context => IsLimited(context) && AccountOf(context) is { } account
            ? Partition(account, perAccount)
            : RateLimitPartition.GetNoLimiter("")));

    private static RateLimitPartition<string> Partition(string key, int attempts) => RateLimitPartition.GetSlidingWindowLimiter(
        key,
        _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = attempts,
            Window = Window,
            SegmentsPerWindow = SegmentsPerWindow,
            QueueLimit = 0,
            AutoReplenishment = true,
        });

    private static bool IsLimited(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && Limited.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The e-mail that a sign-in names, or the client that comes with credentials of its own. Everybody's tools are one client,
    /// so codes and refresh tokens are bounded by address only.
    /// </summary>
    private static string? AccountOf(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return null;
        var form = context.Request.Form;
        var name = form.TryGetValue("Email", out var email)
            ? email.ToString()
            : form["grant_type"] == "client_credentials" ? form["client_id"].ToString() : "";
        return name.Trim() is { Length: > 0 and <= 254 } account ? account.ToUpperInvariant() : null;
    }

    private static ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var http = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Window / SegmentsPerWindow;
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var answer = http.Request.Path.StartsWithSegments(SignIn.Path, StringComparison.OrdinalIgnoreCase)
            ? Page.Show(
                http, "Too many attempts", "<p role=\"alert\">Please wait a minute and try again.</p>", StatusCodes.Status429TooManyRequests)
            : TypedResults.Problem("There were too many attempts. Wait as long as Retry-After says.", statusCode: StatusCodes.Status429TooManyRequests);
        return new ValueTask(answer.ExecuteAsync(http));
    }
}
