using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Disclosures;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Disclosures;

/// <summary>A provider whose consents a machine can decide on, and the machine.</summary>
internal static class Disclosable
{
    public const string Partner = "demo-partner";

    public static object Terms(string[]? kinds = null, string[]? purposes = null, object[]? recipients = null, string expiry = "none") => new
    {
        discloserKind = "named",
        informationKinds = kinds ?? ["all-part2"],
        substanceUseInformation = "All of it",
        recipients = recipients ?? [new { kind = "class", name = "My treating providers", @class = "treating-providers" }],
        purposes = purposes ?? ["treatment", "payment", "operations"],
        revocationStatement = "In writing, at any time",
        expiry,
        signerCapacity = "patient",
        redisclosureStated = true,
        refusalStated = true,
        form = new { version = "2026-02", language = "en", textSha256 = new string('b', 64) },
    };

    public static object Consent(Provider provider, string kind = "part2-tpo", object? terms = null, DateOnly? expiresOn = null) => new
    {
        kind,
        discloser = "Main Street",
        recipient = "Those who treat me",
        information = "My records",
        purpose = "Treatment, payment and operations",
        expiresOn,
        signedBy = "Pat Sample",
        signedAt = provider.Now.AddMinutes(-1),
        terms = terms ?? Terms(),
    };

    /// <summary>The request with one property, named by its path, set or (null) absent.</summary>
    public static JsonNode With(object request, string path, JsonNode? value)
    {
        var whole = JsonSerializer.SerializeToNode(request, JsonSerializerOptions.Web)!;
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(whole, (node, name) => node[name]!).AsObject();
        Assert.True(parent.Remove(names[^1]), $"{path} was not there before.");
        if (value is not null) parent[names[^1]] = value;
        return whole;
    }

    public static JsonNode Without(object request, string path) => With(request, path, null);

    public static Task<Guid> ConsentAsync(this Provider provider, Guid patientId, string kind = "part2-tpo", object? terms = null) =>
        provider.Intake.CreatedIdAsync($"{Provider.Api}/patients/{patientId}/consents", Consent(provider, kind, terms));

    /// <summary>Makes the partner system one of the patients' treating providers.</summary>
    public static async Task RegisterPartnerAsync(this Provider provider, string name = "Sample General Hospital")
    {
        using var client = provider.As(Roles.ComplianceOfficer);
        using var response = await client.PutAsJsonAsync(
            $"{Provider.Api}/disclosure-recipients/{Partner}", new { name, address = "1 Hospital Way", classes = new[] { "treating-providers" } });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A process of the platform.</summary>
    public static HttpClient Machine(this IntakeFixture fixture, string role = Roles.Service)
    {
        var client = fixture.AnonymousClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.ForMachine(role));
        return client;
    }

    public static DecideDisclosureRequest Request(this Provider provider, Guid patientId, string purpose = "treatment", params string[] kinds) => new(
        Guid.CreateVersion7(), provider.Organization, patientId, new DisclosureRecipient("entity", Partner, Partner),
        kinds.Length == 0 ? ["attendance"] : kinds, purpose, "tests", "fhir", "somebody");

    /// <summary>What Notifications asks before it writes to the patient.</summary>
    public static DecideDisclosureRequest Message(this Provider provider, Guid patientId, string address = "pat.sample@example.com") => new(
        Guid.CreateVersion7(), provider.Organization, patientId, new DisclosureRecipient("patient", "The patient", Address: address),
        ["patient-message"], "patient-contact", "notifications", "email");

    public static Task<HttpResponseMessage> DecideAsync(this HttpClient machine, DecideDisclosureRequest request) =>
        machine.PostAsJsonAsync("/internal/disclosure-decisions", request, TestContext.Current.CancellationToken);

    public static Task<JsonNode> DecidedAsync(this IntakeFixture fixture, DecideDisclosureRequest request) =>
        fixture.Machine().DecideAsync(request).OkAsync();

    public static bool Permitted(this JsonNode answer) => answer["permitted"]!.GetValue<bool>();

    public static async Task<long> LoggedAsync(this IntakeFixture fixture, Guid patientId, bool permitted = true) => (await fixture.SqlAsync<long>(
        "select count(*) from disclosures where patient_id = $1 and permitted = $2", patientId, permitted)).Single();
}
