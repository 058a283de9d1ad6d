using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Referrals;

/// <summary>Every bundle of samples/referrals ends as the file beside it says.</summary>
public sealed class ReferralSamplesTests(IntakeFixture fixture)
{
    private static readonly string folder = Folder();

    [Fact]
    public async Task Samples_Sent_EndAsExpected()
    {
        var provider = await Provider.OpenAsync(fixture);
        var partner = provider.AsPartner();
        var wrong = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*.json").Where(IsBundle).Order(StringComparer.Ordinal))
        {
            var expected = JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(file, ".expected.json"), TestContext.Current.CancellationToken))!;
            if (await DifferenceAsync(provider, partner, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), expected) is { } difference)
                wrong.Add($"{Path.GetFileNameWithoutExtension(file)}: {difference}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Samples_AreVaried()
    {
        var expected = Directory.GetFiles(folder, "*.expected.json").Select(file => JsonNode.Parse(File.ReadAllText(file))!).ToArray();
        Assert.Equal(Directory.GetFiles(folder, "*.json").Count(IsBundle), expected.Length);
        Assert.True(expected.Count(outcome => outcome.Text("outcome") == "accepted") >= 10);
        Assert.Equal(
            ["inpatient", "iop", "outpatient", "php", "withdrawal-management"],
            expected.Select(outcome => outcome.Text("recommendation")).OfType<string>().Distinct().Order());
    }

    private static async Task<string?> DifferenceAsync(Provider provider, HttpClient partner, string bundle, JsonNode expected)
    {
        using var response = await SendAsync(partner, provider.Site, bundle, Guid.CreateVersion7().ToString());
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        if ((int)response.StatusCode != expected["status"]!.GetValue<int>()
            || expected.Text("rule") != answer.Text("rule")
            || expected.Text("field") != answer.Text("field"))
        {
            return $"answered {(int)response.StatusCode} {answer.ToJsonString()}";
        }

        if (expected["recommendation"] is null) return null;
        var id = answer["id"]!.GetValue<Guid>();
        var referral = await provider.Intake.Get($"{Provider.Api}/referrals/{id}").OkAsync();
        await provider.Intake.CreatedIdAsync(
            $"{Provider.Api}/patients/{referral.Text("patientId")}/responses",
            new { instrumentId = "C-SSRS-SCREENER", answers = expected["screener"] });
        await provider.Therapist.CreatedIdAsync($"{Provider.Api}/referrals/{id}/assessment", expected["assessment"]!);
        var recommendation = await provider.Director.Get($"{Provider.Api}/referrals/{id}/recommendation").OkAsync();
        return recommendation.Text("recommended") == expected.Text("recommendation") ? null : recommendation.ToJsonString();
    }

    internal static Task<HttpResponseMessage> SendAsync(HttpClient client, Guid siteId, string bundle, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Provider.Api}/referrals/fhir?siteId={siteId}")
        {
            Content = new StringContent(bundle, Encoding.UTF8, "application/fhir+json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    internal static Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(folder, name + ".json"), TestContext.Current.CancellationToken);

    private static bool IsBundle(string file) => !file.EndsWith(".expected.json", StringComparison.Ordinal);

    private static string Folder([CallerFilePath] string here = "")
    {
        var root = Path.GetDirectoryName(here);
        while (root is not null && !File.Exists(Path.Combine(root, "IopPlatform.sln"))) root = Path.GetDirectoryName(root);
        return Path.Combine(root!, "samples", "referrals");
    }
}
