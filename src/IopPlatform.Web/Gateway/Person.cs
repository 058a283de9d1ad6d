using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Web.Gateway;

/// <summary>Who is signed in, read once for each request or circuit, and at which of their sites they are looking.</summary>
internal sealed class Person(GatewayApi api)
{
    private Task<Me>? reading;
    private Guid? chosenSite;

    public event Action? SiteChanged;

    /// <summary>Read before any page asks for it; null until then.</summary>
    public Me? Me { get; private set; }

    public SiteOfMe? Site => Me?.Sites.FirstOrDefault(site => site.Id == chosenSite) ?? (Me?.Sites is [var first, ..] ? first : null);

    public Guid? Id => Guid.TryParse(Me?.Subject, out var id) ? id : null;

    public bool Is(params IEnumerable<string> roles) => Me is { } me && roles.Any(me.Roles.Contains);

    public bool IsPatient => Is(Roles.Patient);

    /// <exception cref="ApiException">The gateway did not answer; the next call asks again.</exception>
    public async Task<Me> ReadAsync(CancellationToken cancellationToken)
    {
        if (Me is { } me) return me;
        try
        {
            return Me = await (reading ??= api.GetAsync<Me>("/api/identity/me", cancellationToken));
        }
        catch
        {
            reading = null;
            throw;
        }
    }

    public void Choose(Guid site)
    {
        if (Me?.Sites.Any(one => one.Id == site) is not true || Site?.Id == site) return;
        chosenSite = site;
        SiteChanged?.Invoke();
    }
}

public sealed record Me(
    string Subject, string DisplayName, OrganizationOfMe Organization, IReadOnlyList<string> Roles, IReadOnlyList<SiteOfMe> Sites, Guid? PatientId);

public sealed record OrganizationOfMe(Guid Id, string Name);

public sealed record SiteOfMe(Guid Id, string Name, string TimeZone);
