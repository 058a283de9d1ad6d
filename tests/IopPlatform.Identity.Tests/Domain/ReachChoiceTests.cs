using IopPlatform.Identity.Domain;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Tests.Domain;

public sealed class ReachChoiceTests
{
    private static readonly Guid First = Guid.CreateVersion7();
    private static readonly Guid Second = Guid.CreateVersion7();

    [Fact]
    public void Decide_OneOrganizationAndNoneNamed_ItIsImplied() =>
        Assert.Equal(First, Granted(ReachChoice.Decide([Staff(First)], null)).OrganizationId);

    [Fact]
    public void Decide_SeveralAndNoneNamed_IsAmbiguous() =>
        Assert.Equal(2, Assert.IsType<ReachChoice.Ambiguous>(ReachChoice.Decide([Staff(First), Staff(Second)], null)).Reaches.Count);

    [Fact]
    public void Decide_SeveralAndOneNamed_ItIsGranted() =>
        Assert.Equal(Second, Granted(ReachChoice.Decide([Staff(First), Staff(Second)], Second.ToString())).OrganizationId);

    [Theory]
    [InlineData("01900000-0000-7000-8000-00000000ffff")]
    [InlineData("not an id")]
    public void Decide_AnotherOrganizationNamed_IsRefused(string organization) =>
        Assert.IsType<ReachChoice.Refused>(ReachChoice.Decide([Staff(First)], organization));

    [Fact]
    public void Decide_EndedMembership_IsRefused()
    {
        var ended = Staff(First) with { Active = false };
        Assert.IsType<ReachChoice.Refused>(ReachChoice.Decide([ended], null));
        Assert.IsType<ReachChoice.Refused>(ReachChoice.Decide([ended], First.ToString()));
        Assert.Equal(Second, Granted(ReachChoice.Decide([ended, Staff(Second)], null)).OrganizationId);
    }

    [Fact]
    public void Decide_StaffAndPatientOfOneOrganization_ActsAsStaffOnly()
    {
        var patient = Staff(First) with { Roles = [Roles.Patient], PatientId = Guid.CreateVersion7() };
        Assert.Null(Granted(ReachChoice.Decide([patient, Staff(First)], null)).PatientId);
    }

    private static Reach Granted(ReachChoice choice) => Assert.IsType<ReachChoice.Granted>(choice).Reach;

    private static Reach Staff(Guid organization) =>
        new(organization, $"Organization {organization}", "Somebody", [Roles.Therapist], null, null, Active: true);
}
