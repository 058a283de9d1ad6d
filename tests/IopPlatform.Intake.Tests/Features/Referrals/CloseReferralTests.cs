using System.Net;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Tests.Features.Referrals;

public sealed class CloseReferralTests(IntakeFixture fixture)
{
    private static readonly object Body = new { reason = "Higher level needed", referredTo = "Sample General Hospital" };

    private static string Path(Guid id) => $"{Provider.Api}/referrals/{id}/close";

    [Fact]
    public async Task Close_Twice_StaysAsClosedFirst()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync()).ReferralId;
        await provider.Intake.Post(Path(id), Body).AnswersAsync(HttpStatusCode.NoContent);
        await provider.Intake.Post(Path(id), new { reason = "Other" }).AnswersAsync(HttpStatusCode.NoContent);
        var referral = await provider.Intake.Get($"{Provider.Api}/referrals/{id}").OkAsync();
        Assert.Equal(
            ("closed", "Higher level needed", "Sample General Hospital"),
            (referral.Text("status"), referral.Text("closeReason"), referral.Text("referredTo")));
        await provider.Therapist.Post(Path(id), Body).AnswersAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Close_AdmittedForeignOrUnreasoned_IsRefused()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        await provider.Intake.Post(Path(admitted.ReferralId), Body).RefusedByAsync("already-admitted");
        await provider.AsStranger(Roles.IntakeCoordinator).Post(Path(admitted.ReferralId), Body).AnswersAsync(HttpStatusCode.NotFound);
        await provider.Intake.Post(Path(admitted.ReferralId), new { reason = " " }).WrongFieldsAsync("reason");
    }
}
