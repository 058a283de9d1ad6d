using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Responses;

public sealed class ResponseTests(IntakeFixture fixture)
{
    private static string Path(Guid patientId) => $"{Provider.Api}/patients/{patientId}/responses";

    [Fact]
    public async Task Record_Phq9_ScoresWithSafetyAndPublishesWithoutAnswers()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var id = await provider.AsPatient(patientId).CreatedIdAsync(
            Path(patientId), new { instrumentId = "PHQ-9", answers = Sheets.Phq9(2, 2, 2, 2, 2, 2, 2, 2, 1) });
        var response = await provider.AsPatient(patientId).Get($"{Provider.Api}/responses/{id}").OkAsync();
        var score = await fixture.PublishedAsync<ScoreRecorded>(provider.Organization, recorded => recorded.ResponseId == id);
        Assert.Equal((17, "moderately-severe", "indeterminate"), (response["value"]!.GetValue<int>(), response.Text("band"), response.Text("safetyLevel")));
        Assert.Equal("phq9-item9-positive", response["safetyFindings"]![0]!.Text("code"));
        Assert.Null(response["change"]);
        Assert.Equal((17, null, "indeterminate"), (score.Value!.Value, score.EpisodeId, score.SafetyLevel));
        Assert.Equal(["phq9-item9-positive"], score.SafetyCodes);
    }

    [Fact]
    public async Task Record_TooManyBlanks_IsKeptWithoutScore()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var id = await provider.AnswerAsync(patientId, "PHQ-9", Sheets.Phq9(3, 3, null, null, null, 3, 3, 3, 0));
        var response = await provider.Director.Get($"{Provider.Api}/responses/{id}").OkAsync();
        var score = await fixture.PublishedAsync<ScoreRecorded>(provider.Organization, recorded => recorded.ResponseId == id);
        Assert.Null(response["value"]);
        Assert.NotNull(response["unscorableReason"]);
        Assert.Null(score.Value);
    }

    [Fact]
    public async Task Record_InstrumentWithoutTotal_IsKeptWithItsScalesAndFlags()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var items = (await provider.Therapist.Get($"{Provider.Api}/instruments").OkAsync())["items"]!.AsArray()
            .Single(instrument => instrument!.Text("id") == "BAM")!["items"]!.AsArray();
        var id = await provider.AnswerAsync(patientId, "BAM", items.ToDictionary(item => item!.Text("number")!, item => MiddleAnswer(item!)));
        var response = await provider.Therapist.Get($"{Provider.Api}/responses/{id}").OkAsync();
        var findings = response["findings"]!;
        Assert.Null(response["value"]);
        Assert.Null(response["unscorableReason"]);
        Assert.Equal("profile", response.Text("band"));
        Assert.Equal(
            [("use", 6), ("risk", 12), ("protective", 14)],
            findings["scales"]!.AsArray().Select(scale => (scale!.Text("code"), scale!["value"]!.GetValue<int>())));
        Assert.Contains("use", findings["flags"]!.AsArray().Select(flag => flag!.Text("kind")));
    }

    /// <summary>Whoever opens safety tasks hears of the kinds alone, not of the answers behind them.</summary>
    [Fact]
    public async Task Record_DrinkInTheMorning_PublishesTheFlagOfWithdrawal()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var answers = Enumerable.Range(1, 10).ToDictionary(item => $"{item}", item => (int?)(item <= 6 ? 1 : 0));
        var id = await provider.AnswerAsync(patientId, "AUDIT", answers);
        var score = await fixture.PublishedAsync<ScoreRecorded>(provider.Organization, recorded => recorded.ResponseId == id);
        Assert.Contains("withdrawal", score.FlagKinds);
        Assert.Distinct(score.FlagKinds);
        Assert.Equal("none", score.SafetyLevel);
    }

    private static int? MiddleAnswer(JsonNode item) => item["options"]!.AsArray() switch
    {
        [] => 2,
        var options => options[Math.Min(2, options.Count - 1)]!["value"]!.GetValue<int>(),
    };

    [Fact]
    public async Task Get_Phq9WithABlank_ShowsBlanksScreenAndAlgorithm()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var id = await provider.AnswerAsync(patientId, "PHQ-9", Sheets.Phq9(3, 3, null, 2, 2, 2, 2, 0, 0));
        var findings = (await provider.Therapist.Get($"{Provider.Api}/responses/{id}").OkAsync())["findings"]!;
        Assert.Equal(["3"], findings["blanks"]!.AsArray().Select(blank => blank!.GetValue<string>()));
        Assert.True(findings["prorated"]!.GetValue<bool>());
        Assert.True(findings["screenPositive"]!.GetValue<bool>());
        Assert.Equal("major-depressive-syndrome", findings["algorithms"]![0]!.Text("outcome"));
    }

    [Fact]
    public async Task Record_AfterAdmission_NamesEpisodeAndComparesWithItsBaseline()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        var id = await provider.AnswerAsync(admitted.PatientId, "PHQ-9", Sheets.Phq9(1, 1, 1, 1, 1, 1, 1, 1, 0));
        var score = await fixture.PublishedAsync<ScoreRecorded>(provider.Organization, recorded => recorded.ResponseId == id);
        var change = (await provider.Therapist.Get($"{Provider.Api}/responses/{id}").OkAsync())["change"]!;
        Assert.Equal(admitted.EpisodeId, score.EpisodeId);
        Assert.Equal(("improved", 17, 8), (change.Text("verdict"), change["baseline"]!.GetValue<int>(), change["current"]!.GetValue<int>()));

        var scores = await provider.AsPatient(admitted.PatientId).Get($"{Provider.Api}/patients/{admitted.PatientId}/scores").OkAsync();
        Assert.Equal(["PHQ-9", "C-SSRS-SCREENER", "PHQ-9"], scores["items"]!.AsArray().Select(item => item!.Text("instrumentId")));
    }

    [Fact]
    public async Task Record_RefusedCases()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var other = (await provider.ReferAsync()).PatientId;
        var gad = new { instrumentId = "GAD-7", answers = Sheets.Gad7(1, 1, 1, 1, 1, 1, 1) };
        await provider.Intake.CreateAsync(Path(patientId), new { instrumentId = "PHQ-9", answers = new Dictionary<string, int?> { ["1"] = 4, ["12"] = 1 } })
            .WrongFieldsAsync("answers.1", "answers.12");
        await provider.Intake.CreateAsync(Path(patientId), new { instrumentId = "" }).WrongFieldsAsync("instrumentId", "answers");
        await provider.Intake.CreateAsync(Path(patientId), new { instrumentId = "MOOD-RING", gad.answers }).WrongFieldsAsync("instrumentId");
        await provider.Intake.CreateAsync(
            Path(patientId), new { gad.instrumentId, gad.answers, answeredAt = provider.Now.AddHours(1) }).WrongFieldsAsync("answeredAt");
        await provider.Director.CreateAsync(Path(patientId), gad).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsPatient(patientId).CreateAsync(Path(other), gad).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.Therapist).CreateAsync(Path(patientId), gad).AnswersAsync(HttpStatusCode.NotFound);
        var foreign = await provider.AnswerAsync(other, "GAD-7", Sheets.Gad7(1, 1, 1, 1, 1, 1, 1));
        await provider.AsPatient(patientId).Get($"{Provider.Api}/responses/{foreign}").AnswersAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Instruments_ShowItemsAndOptions()
    {
        var provider = await Provider.OpenAsync(fixture);
        var instruments = (await provider.AsPatient(Guid.CreateVersion7()).Get($"{Provider.Api}/instruments").OkAsync())["items"]!.AsArray();
        Assert.Superset(
            new HashSet<string?> { "PHQ-9", "GAD-7", "C-SSRS-SCREENER" },
            instruments.Select(instrument => instrument!.Text("id")).ToHashSet());
        Assert.All(instruments, instrument => Assert.NotEmpty(instrument!["items"]![0]!["options"]!.AsArray()));
    }

    /// <summary>Without these, a form would skip questions that are asked or could not take their answers.</summary>
    [Fact]
    public async Task Instruments_ShowSkipRulesRangesAndDecimals()
    {
        var provider = await Provider.OpenAsync(fixture);
        var instruments = (await provider.AsPatient(Guid.CreateVersion7()).Get($"{Provider.Api}/instruments").OkAsync())["items"]!.AsArray();
        var asked = Of("AUDIT")["items"]![3]!["askedWhen"]!;
        Assert.Equal(("2", "3"), (asked.Text("item"), asked["orItems"]![0]!.GetValue<string>()));
        var binges = Of("EDE-Q")["items"]![14]!;
        Assert.Equal((0, 28), (binges["range"]!["min"]!.GetValue<int>(), binges["range"]!["max"]!.GetValue<int>()));
        Assert.Empty(binges["options"]!.AsArray());
        Assert.Equal(2, Of("EDE-Q")["decimals"]!.GetValue<int>());

        JsonNode Of(string id) => instruments.Single(instrument => instrument!.Text("id") == id)!;
    }
}
