using System.Net;
using System.Security.Cryptography;
using System.Text;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Tests.Features.Patients;

public sealed class InviteToPortalTests(IntakeFixture fixture)
{
    private static string Path(Guid id) => $"{Provider.Api}/patients/{id}/portal-invitation";

    [Fact]
    public async Task Invite_Twice_ReplacesTheCodeAndOnlyHashesTravel()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync()).PatientId;
        var first = (await provider.Intake.Post(Path(id)).OkAsync())["invitation"]!.Text("code")!;
        var second = (await provider.Intake.Post(Path(id)).OkAsync())["invitation"]!.Text("code")!;

        var granted = await fixture.PublishedAsync<PortalAccessGranted>(provider.Organization);
        Assert.Equal([1L, 2L], granted.Select(access => access.Version));
        Assert.Equal([Hash(first), Hash(second)], granted.Select(access => access.CodeHash));
        Assert.NotEqual(first, second);
        Assert.True(first.Length * 5 >= 80, "The code has at least 80 bits.");
        Assert.Equal(("Pat Sample", "pat.sample@example.com", new DateOnly(1990, 2, 3)), (granted[1].DisplayName, granted[1].Email, granted[1].BirthDate));
        Assert.Equal(
            [Hash(second)], await fixture.SqlAsync<string>("select code_hash from portal_invitations where patient_id = $1", id));
    }

    [Fact]
    public async Task Invite_RefusedCases()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync(email: null)).PatientId;
        await provider.Intake.Post(Path(id)).RefusedByAsync("email-missing");
        await provider.Therapist.Post(Path(id)).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsElsewhere(Roles.IntakeCoordinator).Post(Path(id)).AnswersAsync(HttpStatusCode.NotFound);
    }

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
