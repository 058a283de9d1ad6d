using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace IopPlatform.Web.Tests.Shell;

/// <summary>Each page says whose it is, and navigation offers a person no page that would refuse them.</summary>
public sealed class PagesTests
{
    /// <summary>Shows no data: for everybody who is signed in.</summary>
    private const string Design = "/design";

    private static readonly Dictionary<string, Type> Routed = typeof(WebAssembly).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>().Select(route => (route.Template, type)))
        .ToDictionary(page => page.Template, page => page.type);

    [Fact]
    public void Page_EachButTheDesignSystem_NamesItsRoles()
    {
        Assert.True(Routed.Count >= 9);
        Assert.All(Routed.Where(page => page.Key != Design), page => Assert.NotEmpty(RolesOf(page.Value)));
    }

    [Fact]
    public void Page_Each_NamesOnlyKnownRolesAndNeverPatients() => Assert.All(
        Routed.Where(page => page.Key != Design).SelectMany(page => RolesOf(page.Value)),
        role => Assert.Contains(role, Roles.Memberships));

    [Fact]
    public void Navigation_EachEntry_IsForThePagesOwnRoles() => Assert.All(
        Pages.All, entry => Assert.Equal(RolesOf(Routed[entry.Path]).Order(), entry.Roles.Order()));

    [Theory]
    [InlineData(Roles.Therapist, new[] { "/today", "/referrals", "/patients", "/notes", "/board" })]
    [InlineData(Roles.IntakeCoordinator, new[] { "/today", "/referrals", "/patients", "/board" })]
    [InlineData(Roles.ComplianceOfficer, new[] { "/today", "/board" })]
    [InlineData(Roles.Administrator, new[] { "/today" })]
    [InlineData(Roles.Patient, new string[0])]
    public void Navigation_OfARole_HasItsPages(string role, string[] paths) =>
        Assert.Equal(paths, Pages.Of([role]).Select(page => page.Path));

    private static IReadOnlyList<string> RolesOf(Type page) =>
        page.GetCustomAttributes(typeof(ForRolesAttribute), inherit: false).Cast<ForRolesAttribute>().SingleOrDefault()?.Roles ?? [];
}
