using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Instruments;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.AspNetCore.Mvc.Testing;

namespace IopPlatform.Intake.Tests.Features.Instruments;

/// <summary>A provider's packs in a folder: what an instance offers, records and still reads, before and after a restart.</summary>
public sealed class OwnInstrumentsTests : IClassFixture<OwnInstrumentsTests.RestartedIntake>, IDisposable
{
    private const string Hope =
        """
        {
          "id": "HOPE-2", "version": "1.0", "title": "Two questions on hope", "language": "en-US", "window": "today",
          "license": "The clinic's own.", "citation": "None.", "texts": "own",
          "options": [{ "value": 0, "label": "No" }, { "value": 1, "label": "Yes" }],
          "items": [
            { "number": "1", "text": "Hopeless" },
            { "number": "2", "text": "Better off dead", "safety": {
              "positiveAt": 1, "positiveCode": "hope-2-positive", "positiveLevel": "indeterminate", "positiveText": "Ask today.",
              "blankCode": "hope-2-blank", "blankText": "Ask today." } }
          ],
          "scoring": { "method": "sum", "missingSource": "All are needed." },
          "bands": [{ "code": "none", "label": "None", "min": 0, "max": 0 }, { "code": "some", "label": "Some", "min": 1, "max": 2 }],
          "flags": [{ "code": "hope-2-follow-up", "kind": "followUp", "text": "Talk it over.", "source": "house rule", "atLeast": 1 }]
        }
        """;

    private readonly RestartedIntake fixture;
    private readonly string root = Directory.CreateTempSubdirectory("iop-intake-instruments-").FullName;

    public OwnInstrumentsTests(RestartedIntake fixture) => this.fixture = fixture;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Instance_WithFolder_OffersAndRecordsEachOrganizationsOwn()
    {
        var (clinic, other) = (await Provider.OpenAsync(fixture), await Provider.OpenAsync(fixture));
        Write($"organizations/{clinic.Organization}/packs/hope.json", Hope);
        Write($"organizations/{clinic.Organization}/left-out.json", "[\"WHO-5\"]");
        Write($"organizations/{clinic.Organization}/texts/scoff.json", ScoffWords());
        using var instance = Start();
        var (here, there) = (await InstrumentsAsync(instance, clinic), await InstrumentsAsync(instance, other));
        Assert.Equal((true, false), (here.ContainsKey("HOPE-2"), here.ContainsKey("WHO-5")));
        Assert.Equal((false, true), (there.ContainsKey("HOPE-2"), there.ContainsKey("WHO-5")));
        Assert.Equal("Licensed words 1", here["SCOFF"]["items"]![0]!.Text("text"));
        Assert.NotEqual("Licensed words 1", there["SCOFF"]["items"]![0]!.Text("text"));

        var patientId = (await clinic.ReferAsync()).PatientId;
        var id = await RecordAsync(instance, clinic, patientId, "hope-2", 1, 1).CreatedAsync();
        var response = await ReadAsync(instance, clinic, id);
        Assert.Equal(("HOPE-2", 2, "some", "indeterminate"), Summary(response));
        Assert.Equal("follow-up", response["findings"]!["flags"]![0]!.Text("kind"));
        var score = await fixture.PublishedAsync<ScoreRecorded>(clinic.Organization, recorded => recorded.ResponseId == id);
        Assert.Equal(["hope-2-positive"], score.SafetyCodes);
        await RecordAsync(instance, clinic, patientId, "WHO-5", 1, 1, 1, 1, 1).WrongFieldsAsync("instrumentId");
        await RecordAsync(instance, other, (await other.ReferAsync()).PatientId, "HOPE-2", 1, 1).WrongFieldsAsync("instrumentId");
    }

    [Fact]
    public async Task Response_OfAPackLeftOutLater_StaysReadableWithItsFindings()
    {
        var clinic = await Provider.OpenAsync(fixture);
        var patientId = (await clinic.ReferAsync()).PatientId;
        var id = await clinic.AnswerAsync(patientId, "WHO-5", Sheet(1, 1, 1, 1, 1));
        Write($"organizations/{clinic.Organization}/left-out.json", "[\"who-5\"]");
        using var instance = Start();
        var response = await ReadAsync(instance, clinic, id);
        Assert.Equal(("WHO-5", 20, "none"), (response.Text("instrumentId"), response["value"]!.GetValue<int>(), response.Text("safetyLevel")));
        Assert.NotNull(response["findings"]);
        Assert.Equal([id], await ScoresAsync(instance, clinic, patientId, "who-5"));
        await RecordAsync(instance, clinic, patientId, "WHO-5", 1, 1, 1, 1, 1).WrongFieldsAsync("instrumentId");
    }

    [Fact]
    public async Task Response_OfAPackThatIsGone_KeepsScoreAnswersAndSafety()
    {
        var clinic = await Provider.OpenAsync(fixture);
        var patientId = (await clinic.ReferAsync()).PatientId;
        var file = $"organizations/{clinic.Organization}/packs/hope.json";
        Write(file, Hope);
        Guid id;
        using (var before = Start())
        {
            id = await RecordAsync(before, clinic, patientId, "HOPE-2", 1, 1).CreatedAsync();
        }

        File.Delete(Path.Combine(root, file));
        using var after = Start();
        var response = await ReadAsync(after, clinic, id);
        Assert.Equal(("HOPE-2", 2, "some", "indeterminate"), Summary(response));
        Assert.Equal((1, "Ask today."), (response["answers"]!["2"]!.GetValue<int>(), response["safetyFindings"]![0]!.Text("text")));
        Assert.Null(response["findings"]);
        Assert.Equal([id], await ScoresAsync(after, clinic, patientId, "HOPE-2"));
    }

    /// <summary>A higher version is taken for new answers; what was answered before is read by the version that it names.</summary>
    [Fact]
    public async Task Response_OfAnOlderVersion_IsReadByItsOwnVersion()
    {
        var clinic = await Provider.OpenAsync(fixture);
        var patientId = (await clinic.ReferAsync()).PatientId;
        Write("packs/hope.json", Hope);
        Guid older;
        using (var before = Start())
        {
            older = await RecordAsync(before, clinic, patientId, "HOPE-2", 1, 0).CreatedAsync();
        }

        Write("packs/hope-2.json", Hope.Replace("\"1.0\"", "\"2.0\"").Replace("\"atLeast\": 1", "\"atLeast\": 2"));
        using var after = Start();
        var newer = await RecordAsync(after, clinic, patientId, "HOPE-2", 1, 0).CreatedAsync();
        var (then, now) = (await ReadAsync(after, clinic, older), await ReadAsync(after, clinic, newer));
        Assert.Equal(("1.0", 1), (then.Text("instrumentVersion"), then["findings"]!["flags"]!.AsArray().Count));
        Assert.Equal(("2.0", 0), (now.Text("instrumentVersion"), now["findings"]!["flags"]!.AsArray().Count));
    }

    [Fact]
    public void Start_WithAWrongPack_IsStoppedByFileFieldAndRule()
    {
        Write("packs/hope.json", Hope.Replace("\"positiveAt\": 1", "\"positiveAt\": 3"));
        var failure = Assert.Throws<InstrumentFolderException>(Start);
        Assert.Equal(
            ["packs/hope.json: items[1].safety.positiveAt: The item is answered with 0 to 1."],
            failure.Errors.Select(error => error.ToString()));
    }

    /// <summary>Servers of its own: an instance that ends would hold back other tests' messages.</summary>
    public sealed class RestartedIntake : IntakeFixture;

    private WebApplicationFactory<IntakeAssembly> Start() => fixture.StartAnother(KeyValuePair.Create(InstrumentExtensions.FolderKey, root));

    private static async Task<Dictionary<string, JsonNode>> InstrumentsAsync(WebApplicationFactory<IntakeAssembly> instance, Provider of) =>
        (await Client(instance, of).Get($"{Provider.Api}/instruments").OkAsync())["items"]!.AsArray()
            .ToDictionary(instrument => instrument!.Text("id")!, instrument => instrument!);

    private static Task<HttpResponseMessage> RecordAsync(
        WebApplicationFactory<IntakeAssembly> instance, Provider of, Guid patientId, string instrument, params int[] answers) =>
        Client(instance, of).CreateAsync(
            $"{Provider.Api}/patients/{patientId}/responses", new { instrumentId = instrument, answers = Sheet(answers) });

    private static Task<JsonNode> ReadAsync(WebApplicationFactory<IntakeAssembly> instance, Provider of, Guid id) =>
        Client(instance, of).Get($"{Provider.Api}/responses/{id}").OkAsync();

    private static async Task<IEnumerable<Guid>> ScoresAsync(
        WebApplicationFactory<IntakeAssembly> instance, Provider of, Guid patientId, string instrument) =>
        (await Client(instance, of).Get($"{Provider.Api}/patients/{patientId}/scores?instrumentId={instrument}").OkAsync())["items"]!.AsArray()
            .Select(score => score!["responseId"]!.GetValue<Guid>());

    private static HttpClient Client(WebApplicationFactory<IntakeAssembly> instance, Provider of)
    {
        var client = instance.CreateClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", TestTokens.For(Callers.Staff(of.Organization, Roles.Therapist)));
        return client;
    }

    private static Dictionary<string, int?> Sheet(params int[] answers) =>
        answers.Select((answer, at) => (answer, at)).ToDictionary(pair => $"{pair.at + 1}", pair => (int?)pair.answer);

    private static (string? Id, int Value, string? Band, string? Safety) Summary(JsonNode response) => (
        response.Text("instrumentId"), response["value"]!.GetValue<int>(), response.Text("band"), response.Text("safetyLevel"));

    private static string ScoffWords() => $$"""
        {
          "instrument": "SCOFF", "version": "1.0", "language": "en-US", "license": "Licensed to the clinic.",
          "items": [{{string.Join(", ", Enumerable.Range(1, 5).Select(item => $"{{ \"number\": \"{item}\", \"text\": \"Licensed words {item}\" }}"))}}]
        }
        """;

    private void Write(string name, string content)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
