using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Checking;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>
/// Calls, with the right role and tenant, what journeys have no need for, so that every operation of the public API has succeeded
/// once and the tenant walk has a real request for each.
/// </summary>
internal sealed class RestOfTheApi(JourneyPlatform platform, Caller caller)
{
    private readonly HttpClient staff = Recorded(platform, caller);

    /// <summary>As somebody with every role.</summary>
    public RestOfTheApi(JourneyPlatform platform)
        : this(platform, new Caller(JourneyPlatform.Harbor, Guid.CreateVersion7().ToString(), Roles.Memberships, null, null))
    {
    }

    public async Task CallAsync()
    {
        var sites = (await GetAsync("/api/identity/sites"))["items"]!.AsArray();
        await GetAsync("/api/intake/instruments");
        await GetAsync("/api/intake/referrals");
        await GetAsync("/api/outcomes/funnel");
        await GetAsync("/api/clinical-notes/notes?search=group");
        await GetAsync("/api/intake/patients?search=ma");
        foreach (var service in AppHost.Platform.Topology.Databases) await GetAsync($"/api/{service.Name}/audit-entries");
        var (episode, patient, site) = await OpenEpisodeAsync(sites);
        await ReadWhatWasCreatedAsync();
        await ReadPatientAsync(patient);
        await BreakTheGlassAsync(sites, patient, site);
        await DisclosuresAsync(patient, site);
        await GetAsync($"/api/program-state/episodes/{episode}/journal");
        await GetAsync($"/api/clinical-notes/episodes/{episode}/plan");
        await GetAsync(LastPath("PUT", "/weeks/"));
        await SessionsAndNotesAsync(episode, site);
        await SignedInSessionsAsync();
        await AdministrationAsync(site);
    }

    private async Task AdministrationAsync(string site)
    {
        await EditAsync(HttpMethod.Put, "/api/identity/organization", "/api/identity/organization",
            new { name = "Harbor Behavioral Health", supportPhone = "+1-212-555-0100" });
        var opened = await CreateAsync("/api/identity/sites", new { name = "Harbor Boise", timeZone = "America/Boise", phone = "+1-208-555-0160" });
        await EditAsync(HttpMethod.Put, $"/api/identity/sites/{opened}", $"/api/identity/sites/{opened}",
            new { name = "Harbor Boise", timeZone = "America/Boise", phone = "+1-208-555-0161", active = false });

        var member = await CreateAsync("/api/identity/staff", new
        {
            displayName = "Nell Harper",
            email = "nell.harper@harbor.example",
            roles = new[] { "therapist" },
            siteIds = new[] { site },
            credential = "LCSW",
            needsCosign = false,
        });
        await EditAsync(HttpMethod.Put, $"/api/identity/staff/{member}", $"/api/identity/staff/{member}",
            new { displayName = "Nell Harper", roles = new[] { "therapist" }, siteIds = new[] { site }, credential = "LPC", needsCosign = true, active = true });
        await SendAsync(HttpMethod.Post, $"/api/identity/staff/{member}/invitation", null, null);
        await SendAsync(HttpMethod.Post, $"/api/identity/staff/{member}/unlock", null, null);
        await SendAsync(HttpMethod.Post, $"/api/identity/staff/{member}/reset-second-factor", new { reason = "A phone was lost." }, null);
        await SendAsync(HttpMethod.Post, $"/api/identity/staff/{member}/allow-external-sign-in", null, null);
        await SendAsync(HttpMethod.Post, $"/api/identity/staff/{member}/end-external-sign-ins", new { reason = "An account was taken over." }, null);
        await GetAsync("/api/identity/memberships?active=true");
        await EditAsync(HttpMethod.Put, $"/api/identity/staff/{member}", $"/api/identity/staff/{member}",
            new { displayName = "Nell Harper", roles = new[] { "therapist" }, siteIds = new[] { site }, credential = "LPC", needsCosign = true, active = false });
    }

    /// <summary>The sessions of people: a reviewer's own, of which the journeys have opened one, and those of a colleague.</summary>
    private async Task SignedInSessionsAsync()
    {
        var reviewers = (await GetAsync("/api/identity/staff?role=utilization-reviewer"))["items"]!.AsArray();
        var reviewer = Text(reviewers.First(person => Text(person!, "displayName") == "Howard Kim")!, "id");
        var self = new RestOfTheApi(platform, new Caller(JourneyPlatform.Harbor, reviewer, [Roles.UtilizationReviewer], null, null));
        var sessions = (await self.GetAsync("/api/identity/sessions"))["items"]!.AsArray();
        await self.SendAsync(HttpMethod.Delete, $"/api/identity/sessions/{Text(sessions[0]!, "id")}", null, null);
        await SendAsync(HttpMethod.Post, "/api/identity/sessions/end-all", null, null);
        await SendAsync(HttpMethod.Post, $"/api/identity/staff/{reviewer}/end-sessions", new { reason = "A laptop was lost." }, null);
    }

    private async Task<(string Episode, string Patient, string Site)> OpenEpisodeAsync(JsonArray sites)
    {
        foreach (var site in sites.Select(site => Text(site!, "id")))
        {
            if ((await GetAsync($"/api/intake/episodes?siteId={site}&status=open"))["items"]!.AsArray() is [{ } open, ..])
            {
                return (Text(open, "id"), Text(open, "patientId"), site);
            }
        }

        throw new InvalidOperationException("The journeys left no episode open at any site.");
    }

    /// <summary>The address of everything created is readable.</summary>
    private async Task ReadWhatWasCreatedAsync()
    {
        await GetAsync($"/api/clinical-notes/certifications/{LastCreated("/certifications")}");
        await GetAsync($"/api/clinical-notes/reviews/{LastCreated("/reviews")}");
        await GetAsync($"/api/intake/coverages/{LastCreated("/coverages")}");
        await GetAsync($"/api/intake/authorizations/{LastCreated("/authorizations")}");
        await GetAsync("/api/intake/dimension-schemas");
        await GetAsync($"/api/intake/assessments/{LastCreated("/assessment")}");
        await GetAsync($"/api/intake/determinations/{LastCreated("/determination")}");
        var task = platform.Exchanges.All.Last(exchange => exchange.Path.EndsWith("/acknowledge", StringComparison.Ordinal) && IsHarbors(exchange));
        await GetAsync(task.Path[..task.Path.LastIndexOf('/')]);
    }

    private async Task ReadPatientAsync(string patient)
    {
        await GetAsync($"/api/intake/patients/{patient}/scores");
        var consents = await GetAsync($"/api/intake/patients/{patient}/consents");
        var family = Text((await GetAsync($"/api/intake/consents/{Text(consents["items"]![0]!, "id")}")), "id");
        await EditAsync(HttpMethod.Put, $"/api/intake/patients/{patient}/contact-points", $"/api/intake/patients/{patient}",
            new { email = "reachable@mail.example", phone = "+1-303-555-0199", preferredChannel = "email" });
        await EditAsync(HttpMethod.Put, $"/api/notifications/patients/{patient}/preferences", $"/api/notifications/patients/{patient}/preferences",
            new { sessionReminders = true, followUpMessages = true });
        await SendAsync(HttpMethod.Post, $"/api/intake/consents/{family}/revoke", null, null);
    }

    /// <summary>A therapist of another site opens the chart, and the compliance officer looks at that.</summary>
    private async Task BreakTheGlassAsync(JsonArray sites, string patient, string site)
    {
        var elsewhere = Guid.Parse(sites.Select(other => Text(other!, "id")).First(id => id != site));
        var therapist = new RestOfTheApi(
            platform, new Caller(JourneyPlatform.Harbor, Guid.CreateVersion7().ToString(), [Roles.Therapist], [elsewhere], null));
        var access = await therapist.CreateAsync("/api/intake/emergency-accesses", new
        {
            patientId = patient,
            reasonCode = "suicide-risk",
            reason = "Stands at our door and says that the pills are counted.",
        });
        await therapist.GetAsync($"/api/intake/patients/{patient}");
        await GetAsync("/api/intake/emergency-accesses?status=awaiting-review");
        await GetAsync($"/api/intake/emergency-accesses/{access}");
        await SendAsync(HttpMethod.Post, $"/api/intake/emergency-accesses/{access}/review",
            new { verdict = "justified", note = "The site was closed." }, null);
    }

    /// <summary>Who receives disclosures, which programs are under 42 CFR Part 2, and what was disclosed.</summary>
    private async Task DisclosuresAsync(string patient, string site)
    {
        await SendAsync(HttpMethod.Put, "/api/intake/disclosure-recipients/harbor-hospital",
            new { name = "Harbor General", address = "1 Pier Street", classes = new[] { "treating-providers" } }, null);
        await GetAsync("/api/intake/disclosure-recipients");
        var program = Text((await GetAsync($"/api/intake/programs?siteId={site}"))["items"]![0]!, "id");
        await SendAsync(HttpMethod.Put, $"/api/intake/programs/{program}/confidentiality", new { isPart2 = true, reason = "Treats substance use" }, null);
        await GetAsync($"/api/intake/patients/{patient}/disclosures");
        await SendAsync(HttpMethod.Get, $"/api/intake/patients/{patient}/disclosures/print", null, null);
        await SendAsync(HttpMethod.Put, $"/api/intake/patients/{patient}/death",
            new { on = TimeProvider.System.GetUtcNow().AddDays(-2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }, null);
    }

    private async Task SessionsAndNotesAsync(string episode, string site)
    {
        var therapists = (await GetAsync("/api/identity/staff?role=therapist"))["items"]!.AsArray();
        var therapist = Text(therapists.First(person => person!["siteIds"]!.AsArray().Any(id => id!.GetValue<string>() == site))!, "id");
        var now = TimeProvider.System.GetUtcNow();
        var ahead = await SessionAsync(episode, site, therapist, now.AddDays(9));
        await GetAsync($"/api/scheduling/sessions/{ahead}");
        await SendAsync(HttpMethod.Post, $"/api/scheduling/sessions/{ahead}/cancel", new { reason = "Moved to another week" }, null);

        var startsAt = now.AddDays(-9);
        var held = await SessionAsync(episode, site, therapist, startsAt);
        await SendAsync(HttpMethod.Put, $"/api/scheduling/sessions/{held}/attendance",
            new { entries = new[] { new { episodeId = episode, status = "attended" } } }, null);
        var groupNote = await CreateAsync("/api/clinical-notes/group-notes", new
        {
            sessionId = held,
            shared = new { topic = "Planning the weekend", modality = "individual", interventions = new[] { "problem solving" } },
            entries = new[] { new { episodeId = episode, participation = "active", affect = "calm", response = "Named two safe places.", riskObserved = false } },
        });
        var note = Text((await GetAsync($"/api/clinical-notes/group-notes/{groupNote}"))["notes"]![0]!, "noteId");
        await EditAsync(HttpMethod.Put, $"/api/clinical-notes/notes/{note}", $"/api/clinical-notes/notes/{note}", new { text = "Named three safe places." });
        await EditAsync(HttpMethod.Post, $"/api/clinical-notes/notes/{note}/sign", $"/api/clinical-notes/notes/{note}", null);
        var addendum = await CreateAsync($"/api/clinical-notes/notes/{note}/addenda", new { text = "Called back the same evening." });
        await GetAsync($"/api/clinical-notes/addenda/{addendum}");
    }

    private Task<string> SessionAsync(string episode, string site, string therapist, DateTimeOffset startsAt) => CreateAsync("/api/scheduling/sessions", new
    {
        siteId = site,
        kind = "individual",
        staffId = therapist,
        // Long before anybody works, so that nobody is double-booked.
        startsAt = new DateTimeOffset(startsAt.Date.AddHours(9), TimeSpan.Zero).ToString("O", CultureInfo.InvariantCulture),
        minutes = 30,
        clinicalMinutes = 30,
        episodeIds = new[] { episode },
    });

    private async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path, null, null)).Body!;

    private async Task EditAsync(HttpMethod method, string path, string read, object? body) =>
        await SendAsync(method, path, body, (await SendAsync(HttpMethod.Get, read, null, null)).Tag);

    private async Task<string> CreateAsync(string path, object body) => Text((await SendAsync(HttpMethod.Post, path, body, null)).Body!, "id");

    /// <summary>Repeats what another service's events are still missing for, for a bounded time.</summary>
    private async Task<(JsonNode? Body, string? Tag)> SendAsync(HttpMethod method, string path, object? body, string? tag)
    {
        var key = Guid.CreateVersion7().ToString();
        var last = "";
        for (var attempt = 0; attempt < 60; attempt++)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", key);
            if (tag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", tag);
            }

            using var response = await staff.SendAsync(request);
            last = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
            if (response.IsSuccessStatusCode)
            {
                var text = await response.Content.ReadAsStringAsync();
                var isPage = response.Content.Headers.ContentType?.MediaType == "text/html";
                return (text.Length == 0 || isPage ? null : JsonNode.Parse(text), response.Headers.ETag?.ToString());
            }

            if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
            {
                break;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{method} {path} was answered with {last}");
    }

    private Guid LastCreated(string ending) => platform.Exchanges.All.Last(exchange =>
        exchange.CreatedId is not null && exchange.Path.EndsWith(ending, StringComparison.Ordinal) && IsHarbors(exchange)).CreatedId!.Value;

    private string LastPath(string method, string part) => platform.Exchanges.All.Last(exchange =>
        exchange.Method.Method == method && exchange.Status == HttpStatusCode.OK && exchange.Path.Contains(part, StringComparison.Ordinal) && IsHarbors(exchange)).Path;

    private static bool IsHarbors(Exchange exchange) => exchange.OrganizationId == JourneyPlatform.Harbor;

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static HttpClient Recorded(JourneyPlatform platform, Caller caller)
    {
        var client = new HttpClient(platform.Exchanges.Around(new SocketsHttpHandler())) { BaseAddress = platform.Gateway };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", platform.Token(caller));
        return client;
    }
}
