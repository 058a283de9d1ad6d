using System.Net;
using System.Net.Http.Headers;
using IopPlatform.Journeys;
using IopPlatform.Journeys.Gateway;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests;

[Collection(AloneCollection.Name)]
public sealed class SigningKeyTests(JourneyPlatform platform)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly string[] Paths =
    [
        "/api/identity/me", "/api/intake/referrals", "/api/scheduling/sessions", "/api/clinical-notes/notes", "/api/outcomes/funnel",
    ];

    [Fact]
    public async Task SigningKey_Rotated_EndsNoSessionAndFailsNoRequest()
    {
        var everything = Callers.Staff(JourneyPlatform.Harbor, Roles.Staff);
        using var before = platform.Client(everything);
        await AllAnswerAsync(before);

        // Signing at once, without the time in which everybody learns of it, is the harder case.
        platform.Platform.Secrets.RotateSigningKey(TimeProvider.System.GetUtcNow());
        await platform.Platform.KillAsync("identity");
        await platform.Platform.WaitHealthyAsync("identity", Cancel);

        // The new key's first token at each service, and what the former key has signed.
        using var after = platform.Client(everything);
        Assert.NotEqual(before.DefaultRequestHeaders.Authorization!.Parameter!.Split('.')[0], after.DefaultRequestHeaders.Authorization!.Parameter!.Split('.')[0]);
        await AllAnswerAsync(after);
        await AllAnswerAsync(before);

        // Staff sign in at, and partners get their tokens from, the new key.
        var report = await JourneyRun.RunAsync(platform.Journeys(patients: 0, parallel: 1, seed: 1), new NoProgress(), Cancel);
        Assert.Empty(report.Errors);
    }

    [Fact]
    public async Task Partner_SignsItsAssertion_AndReachesItsOrganization()
    {
        var token = await PartnerKey.SignInAsync(platform.Gateway, platform.Platform.Secrets.PartnerKey, TimeProvider.System.GetUtcNow(), Cancel);
        using var partner = new HttpClient { BaseAddress = platform.Gateway };
        partner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Contains(PartnerKey.Client, await partner.GetStringAsync("/api/identity/me", Cancel), StringComparison.Ordinal);
    }

    private static async Task AllAnswerAsync(HttpClient client)
    {
        foreach (var path in Paths)
        {
            using var response = await client.GetAsync(path, Cancel);
            // A missing parameter is the service's own answer; only the token is in question here.
            Assert.True(
                response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.BadRequest, $"{path} answered {(int)response.StatusCode}.");
        }
    }
}
