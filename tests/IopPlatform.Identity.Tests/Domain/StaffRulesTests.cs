using IopPlatform.Identity.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Domain;

public sealed class StaffRulesTests
{
    private static readonly Guid Organization = Guid.CreateVersion7();
    private static readonly Guid East = Guid.CreateVersion7();
    private static readonly Guid West = Guid.CreateVersion7();

    /// <summary>Callers: of all sites (*) or East. Members: their role and sites before, and after.</summary>
    [Theory]
    // Adding.
    [InlineData("administrator *", null, "medical-director *", StaffVerdict.Allowed)]
    [InlineData("administrator *", null, "administrator *", StaffVerdict.Allowed)]
    [InlineData("administrator East", null, "therapist East", StaffVerdict.Allowed)]
    [InlineData("administrator East", null, "therapist West", StaffVerdict.SitesNotTheirs)]
    [InlineData("administrator East", null, "therapist *", StaffVerdict.SitesNotTheirs)]
    [InlineData("site-manager East", null, "therapist East", StaffVerdict.Allowed)]
    [InlineData("site-manager East", null, "intake-coordinator East", StaffVerdict.Allowed)]
    [InlineData("site-manager East", null, "site-manager East", StaffVerdict.Allowed)]
    [InlineData("site-manager East", null, "medical-director East", StaffVerdict.RoleNotTheirs)]
    [InlineData("site-manager East", null, "compliance-officer East", StaffVerdict.RoleNotTheirs)]
    [InlineData("site-manager East", null, "administrator East", StaffVerdict.RoleNotTheirs)]
    [InlineData("site-manager East", null, "therapist West", StaffVerdict.SitesNotTheirs)]
    [InlineData("site-manager East", null, "therapist *", StaffVerdict.SitesNotTheirs)]
    // Changing.
    [InlineData("site-manager East", "therapist East", "intake-coordinator East", StaffVerdict.Allowed)]
    [InlineData("site-manager East", "therapist West", "therapist West", StaffVerdict.OutOfReach)]
    [InlineData("site-manager East", "therapist West", "therapist East", StaffVerdict.OutOfReach)]
    [InlineData("site-manager East", "medical-director East", "therapist East", StaffVerdict.RoleNotTheirs)]
    [InlineData("site-manager East", "medical-director *", "medical-director *", StaffVerdict.OutOfReach)]
    [InlineData("site-manager East", "therapist East", "therapist East West", StaffVerdict.SitesNotTheirs)]
    [InlineData("administrator *", "administrator *", "therapist *", StaffVerdict.LastAdministrator)]
    [InlineData("administrator *", "administrator *", "administrator * ended", StaffVerdict.LastAdministrator)]
    [InlineData("administrator *", "administrator * ended", "administrator * ended", StaffVerdict.Allowed)]
    [InlineData("administrator *", "administrator *", "administrator East", StaffVerdict.Allowed)]
    public void Decide_CallerAndMember_IsAsTheTableSays(string caller, string? present, string wanted, StaffVerdict verdict)
    {
        var member = Guid.CreateVersion7();
        Assert.Equal(
            verdict,
            StaffRules.Decide(CallerOf(caller), present is null ? null : Scope(member, present), Scope(member, wanted), otherAdministrators: 0));
    }

    [Fact]
    public void Decide_AnotherAdministratorIsThere_OneMayEnd() => Assert.Equal(
        StaffVerdict.Allowed,
        StaffRules.Decide(CallerOf("administrator *"), Scope(East, "administrator *"), Scope(East, "therapist *"), otherAdministrators: 1));

    [Theory]
    [InlineData("administrator *")]
    [InlineData("site-manager East")]
    public void Decide_OwnMembership_IsLeftToOthers(string text)
    {
        var caller = CallerOf(text);
        Assert.Equal(
            StaffVerdict.Own,
            StaffRules.Decide(caller, Scope(caller.StaffId!.Value, text), Scope(caller.StaffId.Value, text), otherAdministrators: 5));
    }

    private static Caller CallerOf(string text) => text.Split(' ') is [var role, "*"]
        ? Callers.Staff(Organization, role)
        : Callers.StaffOf(Organization, [East], text.Split(' ')[0]);

    private static StaffScope Scope(Guid person, string text)
    {
        var parts = text.Split(' ');
        List<Guid> sites = [.. parts.Contains("East") ? [East] : Array.Empty<Guid>(), .. parts.Contains("West") ? [West] : Array.Empty<Guid>()];
        return new StaffScope(person, [parts[0]], parts.Contains("*") ? null : sites, !parts.Contains("ended"));
    }
}
