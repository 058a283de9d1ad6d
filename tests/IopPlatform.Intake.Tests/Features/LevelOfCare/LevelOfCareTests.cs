using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.LevelOfCare;

public sealed class LevelOfCareTests(IntakeFixture fixture)
{
    private static string Path(Guid referralId, string part) => $"{Provider.Api}/referrals/{referralId}/{part}";

    private static object Determination(string level, string? departure = null) =>
        new { levelOfCare = level, rationale = "Fits the findings.", departureReason = departure };

    [Fact]
    public async Task Recommend_WithoutFacts_SaysWhatIsMissing()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        var recommendation = await provider.As(Roles.UtilizationReviewer).Get(Path(referred.ReferralId, "recommendation")).OkAsync();
        Assert.Null(recommendation["recommended"]);
        Assert.Superset(
            new HashSet<string> { "cssrsLevel", "canTakePartInGroups", "homeSafe" },
            recommendation["missing"]!.AsArray().Select(fact => fact!.GetValue<string>()).ToHashSet());
    }

    [Fact]
    public async Task Recommend_WithFacts_ArguesBothDirections()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        await provider.ScreenAsync(referred.PatientId);
        await provider.AssessAsync(referred.ReferralId);
        var recommendation = await provider.Director.Get(Path(referred.ReferralId, "recommendation")).OkAsync();
        Assert.Equal(("iop", "iop-loc-2026.2"), (recommendation.Text("recommended"), recommendation.Text("rulesVersion")));
        Assert.All(
            recommendation["whyNotLower"]!.AsArray().Concat(recommendation["whyNotHigher"]!.AsArray()),
            reason => Assert.NotEmpty(reason!["facts"]!.AsArray()));
        Assert.NotEmpty(recommendation["whyNotLower"]!.AsArray());
        Assert.NotEmpty(recommendation["whyNotHigher"]!.AsArray());
    }

    [Fact]
    public async Task Recommend_FourthEditionWithFindings_CitesThemAndSaysItInWords()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        await provider.ScreenAsync(referred.PatientId, "1");
        var id = await provider.Therapist.CreatedIdAsync(Path(referred.ReferralId, "assessment"), Sheets.FourthEdition());
        var assessment = await provider.Director.Get($"{Provider.Api}/assessments/{id}").OkAsync();
        var recommendation = await provider.Director.Get(Path(referred.ReferralId, "recommendation")).OkAsync();
        Assert.Equal(("4", "severe"), (assessment.Text("edition"), assessment.Text("functioning")));
        Assert.Equal(2, assessment["dimensions"]!["3a"]!["rating"]!.GetValue<int>());
        Assert.Equal(("php", "php"), (recommendation.Text("recommended"), recommendation.Text("indicated")));
        Assert.Contains("LOC-PHP-06", recommendation["whyNotLower"]!.AsArray().Select(reason => reason!.Text("rule")));
        Assert.Contains("LOC-ARR-02", recommendation["considerations"]!.AsArray().Select(reason => reason!.Text("rule")));
        Assert.DoesNotContain("readinessRating", recommendation["missing"]!.AsArray().Select(fact => fact!.GetValue<string>()));
        Assert.StartsWith("**Recommended: partial hospitalization.**", recommendation.Text("explanation"));
    }

    [Fact]
    public async Task Recommend_QuestionnaireAgainstScreener_NamesTheConflict()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        await provider.ScreenAsync(referred.PatientId);
        await provider.AssessAsync(referred.ReferralId);
        await provider.Therapist.CreatedIdAsync(
            $"{Provider.Api}/patients/{referred.PatientId}/responses",
            new { instrumentId = "PHQ-9", answers = Sheets.Phq9(1, 1, 1, 1, 1, 1, 1, 1, 2, 1) });
        var recommendation = await provider.Director.Get(Path(referred.ReferralId, "recommendation")).OkAsync();
        Assert.Equal(["LOC-CON-01"], recommendation["conflicts"]!.AsArray().Select(reason => reason!.Text("rule")));
    }

    [Fact]
    public async Task ListDimensionSchemas_BothEditions()
    {
        var provider = await Provider.OpenAsync(fixture);
        var schemas = await provider.Therapist.Get($"{Provider.Api}/dimension-schemas").OkAsync();
        Assert.Equal(["3", "4"], schemas["items"]!.AsArray().Select(schema => schema!.Text("edition")));
        Assert.All(schemas["items"]!.AsArray(), schema => Assert.Equal(6, schema!["dimensions"]!.AsArray().Count));
    }

    [Fact]
    public async Task Assess_Complete_PublishesAndIsReadable()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        var id = await provider.AssessAsync(referred.ReferralId);
        var assessment = await provider.Director.Get($"{Provider.Api}/assessments/{id}").OkAsync();
        var completed = await fixture.PublishedAsync<AssessmentCompleted>(provider.Organization, done => done.AssessmentId == id);
        Assert.Equal(referred, new Referred(completed.ReferralId, completed.PatientId));
        Assert.Equal(3, assessment["dimensions"]!["5"]!["rating"]!.GetValue<int>());
        Assert.Equal("assessed", (await provider.Intake.Get($"{Provider.Api}/referrals/{referred.ReferralId}").OkAsync()).Text("status"));
    }

    [Fact]
    public async Task Assess_RefusedCases()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        var path = Path(referred.ReferralId, "assessment");
        await provider.Intake.CreateAsync(path, new
        {
            dimensions = new Dictionary<string, object> { ["1"] = new { rating = 5, rationale = "" }, ["7"] = new { rating = 1, rationale = "x" } },
            withdrawalRisk = "awful",
            supports = "",
            edition = "3",
            functioning = "poor",
            violenceRisk = "indeterminate",
            weightPercent = 19,
            mealSupport = "lunch",
        }).WrongFieldsAsync(
            "functioning", "violenceRisk", "weightPercent", "mealSupport",
            "dimensions", "dimensions.1.rating", "dimensions.1.rationale", "withdrawalRisk", "supports", "canTakePartInGroups", "homeIsSafe",
            "priorTreatments");
        await provider.Intake.CreateAsync(path, Sheets.FourthEdition("5")).WrongFieldsAsync("edition");
        await provider.Intake.CreateAsync(path, Sheets.FourthEdition("3")).WrongFieldsAsync("dimensions");
        await provider.Director.CreateAsync(path, Sheets.Assessment()).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsStranger(Roles.Therapist).CreateAsync(path, Sheets.Assessment()).AnswersAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Determine_AsRecommended_PublishesAndKeepsTheRecommendation()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        await provider.ScreenAsync(referred.PatientId);
        await provider.AssessAsync(referred.ReferralId);
        var id = await provider.DetermineAsync(referred.ReferralId);
        var determined = await fixture.PublishedAsync<LevelOfCareDetermined>(provider.Organization, level => level.DeterminationId == id);
        var kept = await provider.Director.Get($"{Provider.Api}/determinations/{id}").OkAsync();
        Assert.Equal(("iop", "iop"), (determined.LevelOfCare, determined.Recommended));
        Assert.Equal("iop", kept["recommendation"]!.Text("recommended"));
    }

    [Fact]
    public async Task Determine_RefusedCases()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        var path = Path(referred.ReferralId, "determination");
        await provider.Director.CreateAsync(path, Determination("iop")).RefusedByAsync("assessment-missing");
        await provider.AssessAsync(referred.ReferralId);
        await provider.Director.CreateAsync(path, Determination("iop")).RefusedByAsync("departure-reason-missing");
        await provider.ScreenAsync(referred.PatientId);
        await provider.Director.CreateAsync(path, Determination("php")).RefusedByAsync("departure-reason-missing");
        await provider.Director.CreatedIdAsync(path, Determination("php", "The patient asks for more."));
        await provider.Director.CreateAsync(path, Determination("spa")).WrongFieldsAsync("levelOfCare");
        await provider.Intake.CreateAsync(path, Determination("iop")).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsElsewhere(Roles.MedicalDirector).CreateAsync(path, Determination("iop")).AnswersAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Determine_HighRisk_OnlyInpatientUntilScreenedAgain()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        var path = Path(referred.ReferralId, "determination");
        await provider.AssessAsync(referred.ReferralId);
        await provider.ScreenAsync(referred.PatientId, "1", "2", "4");
        await provider.Director.CreateAsync(path, Determination("iop", "Wants to stay at home.")).RefusedByAsync("high-risk-unresolved");
        await provider.Director.CreatedIdAsync(path, Determination("inpatient"));
        await provider.ScreenAsync(referred.PatientId, "1");
        await provider.Director.CreatedIdAsync(path, Determination("iop"));
        var referral = await provider.Intake.Get($"{Provider.Api}/referrals/{referred.ReferralId}").OkAsync();
        Assert.Equal("iop", referral.Text("determinedLevelOfCare"));
    }

    [Fact]
    public async Task Assess_AfterDetermination_NeedsANewDetermination()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        await provider.AssessAsync(referred.ReferralId);
        var referral = await provider.Intake.Get($"{Provider.Api}/referrals/{referred.ReferralId}").OkAsync();
        Assert.Equal("assessed", referral.Text("status"));
        Assert.Equal(["determination-missing"], referral["blockers"]!.AsArray().Select(blocker => blocker!.Text("rule")));
    }
}
