using IopPlatform.Web.Gateway;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using RouteData = Microsoft.AspNetCore.Components.RouteData;

namespace IopPlatform.Web.Shell;

public sealed partial class MainLayout
{
    private readonly CancellationTokenSource gone = new();
    private MudThemeProvider? provider;
    private Me? me;
    private ApiException? failure;
    private IReadOnlyList<string> userRoles = [];
    private bool isDark;
    private bool menuOpen;
    private bool paletteOpen;
    private bool keysOpen;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    [CascadingParameter]
    private RouteData? Route { get; set; }

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    [CascadingParameter(Name = "Theme")]
    private string? Theme { get; set; }

    [CascadingParameter(Name = "Density")]
    private string? Density { get; set; }

    private IReadOnlyList<string> UserRoles => userRoles;

    private static string Language => System.Globalization.CultureInfo.CurrentUICulture.Name is "es" ? "es" : "en";

    /// <summary>Without the query: it is where a form comes back to.</summary>
    private string Here => new Uri(Navigation.Uri).AbsolutePath;

    private string Initials => string.Concat((me?.DisplayName ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Where(word => !word.EndsWith('.')).Take(2).Select(word => word[0]));

    private bool IsMine => RolesOf(Route) is not { } wanted || wanted.Intersect(userRoles).Any();

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
        Session.Changed -= Refresh;
        Person.SiteChanged -= Refresh;
    }

    protected override async Task OnInitializedAsync()
    {
        isDark = Theme == "dark";
        Session.Changed += Refresh;
        Person.SiteChanged += Refresh;
        userRoles = [.. (await Authentication).User.FindAll(ServiceDefaults.Auth.CallerClaims.Role).Select(claim => claim.Value)];
        if (RendererInfo.IsInteractive) await ReadAsync();
    }

    protected override void OnParametersSet()
    {
        if (!IsMine && Http is { Response.HasStarted: false }) Http.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Theme is not null || provider is null) return;
        isDark = await provider.GetSystemDarkModeAsync();
        if (isDark) StateHasChanged();
    }

    private static IReadOnlyList<string>? RolesOf(RouteData? route) =>
        route?.PageType.GetCustomAttributes(typeof(ForRolesAttribute), inherit: true).OfType<ForRolesAttribute>().FirstOrDefault()?.Roles;

    private static string Pressed(bool value) => value ? "true" : "false";

    private async Task ReadAsync()
    {
        failure = null;
        try
        {
            me = await Person.ReadAsync(gone.Token);
        }
        catch (ApiException exception)
        {
            failure = exception;
        }
    }

    private void ChooseSite(ChangeEventArgs change)
    {
        if (Guid.TryParse(change.Value?.ToString(), out var site)) Person.Choose(site);
    }

    private void Refresh() => _ = InvokeAsync(StateHasChanged);
}
