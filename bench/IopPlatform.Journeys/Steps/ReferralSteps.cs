using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;
using IopPlatform.Journeys.Patients;

namespace IopPlatform.Journeys.Steps;

/// <summary>From the referral to the decision on a level of care.</summary>
internal static class ReferralSteps
{
    public static async Task<string> RegisterReferralAsync(Journey journey, CancellationToken cancellationToken)
    {
        var plan = journey.Plan;
        journey.ReferralId = plan.ComesAsBundle
            ? await journey.Team.Intake.CreateAsync(
                $"/api/intake/referrals/fhir?siteId={journey.Team.Id}",
                FhirReferral.Write(plan, journey.Email, journey.LeftHospitalOn, journey.AnsweredAt, journey.Run),
                "application/fhir+json",
                cancellationToken)
            : await journey.Team.Intake.CreateAsync("/api/intake/referrals", Referral(journey), cancellationToken);
        var referral = await journey.Team.Intake.GetAsync($"/api/intake/referrals/{journey.ReferralId}", cancellationToken);
        journey.PatientId = referral.Id("patientId");
        return $"{plan.Urgency}, {(plan.ComesAsBundle ? "FHIR bundle" : "by form")}, from {plan.Source.Name}";
    }

    private static object Referral(Journey journey)
    {
        var plan = journey.Plan;
        return new
        {
            siteId = journey.Team.Id,
            source = new { kind = plan.Source.Kind, name = plan.Source.Name },
            reason = plan.Problem.Reason,
            urgency = plan.Urgency,
            dischargedFromHospitalOn = journey.LeftHospitalOn is { } left ? Day.Text(left) : null,
            patient = new
            {
                givenName = plan.GivenName,
                familyName = plan.FamilyName,
                preferredName = plan.PreferredName,
                birthDate = Day.Text(plan.BirthDate),
                sexAtBirth = plan.SexAtBirth,
                language = plan.Language,
                email = journey.Email,
                phone = plan.Phone,
                preferredChannel = "email",
            },
            diagnoses = new[] { plan.Problem.Icd10 },
        };
    }

    public static Task<string> ConsentToTreatmentAsync(Journey journey, CancellationToken cancellationToken) =>
        ConsentAsync(journey, "treatment", journey.Team.Name, journey.Team.Name, "Health information needed for care", "Treatment", cancellationToken);

    public static Task<string> ConsentToSharingAsync(Journey journey, CancellationToken cancellationToken) =>
        ConsentAsync(
            journey, "part2-tpo", journey.Team.Name, "Treating providers, health plans and their contractors",
            "Substance use disorder records, as far as there are any", "Treatment, payment and health care operations", cancellationToken,
            SharingTerms(journey));

    /// <summary>The one consent for all treatment, payment and operations, with every element of 42 CFR 2.31.</summary>
    private static object SharingTerms(Journey journey)
    {
        var isMinor = journey.Plan.AgeGroup == ProgramPlan.Adolescent;
        return new
        {
            discloserKind = "named",
            informationKinds = new[] { "all-part2" },
            substanceUseInformation = "Diagnoses, attendance, notes and test results about substance use, as far as there are any",
            recipients = new[]
            {
                new { kind = "class", name = "My treating providers", @class = "treating-providers" },
                new { kind = "class", name = "My health plans", @class = "health-plans" },
                new { kind = "class", name = "Third-party payers", @class = "third-party-payers" },
                new { kind = "class", name = "People helping to operate this program", @class = "program-operations" },
            },
            purposes = new[] { "treatment", "payment", "operations" },
            revocationStatement = "In writing to the front desk, at any time; what was disclosed before stays disclosed.",
            expiry = "date",
            signerCapacity = isMinor ? "parent" : "patient",
            authorityToSign = isMinor ? "Parent of a minor (42 CFR 2.14)" : null,
            redisclosureStated = true,
            refusalStated = true,
            form = new
            {
                version = "part2-tpo-2026-02",
                language = journey.Plan.Language,
                textSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("part2-tpo-2026-02/" + journey.Plan.Language))),
            },
        };
    }

    public static Task<string> ConsentToContactAsync(Journey journey, CancellationToken cancellationToken) =>
        ConsentAsync(journey, "contact", journey.Team.Name, "The patient", "Times of appointments", "Reminders and follow-up by e-mail", cancellationToken);

    private static async Task<string> ConsentAsync(
        Journey journey, string kind, string discloser, string recipient, string information, string purpose, CancellationToken cancellationToken,
        object? terms = null)
    {
        var plan = journey.Plan;
        var signer = plan.AgeGroup == ProgramPlan.Adolescent ? $"Parent of {plan.GivenName} {plan.FamilyName}" : $"{plan.GivenName} {plan.FamilyName}";
        await journey.Team.Intake.CreateAsync(
            $"/api/intake/patients/{journey.PatientId}/consents",
            new
            {
                kind,
                discloser,
                recipient,
                information,
                purpose,
                expiresOn = Day.Text(journey.Today.PlusYears(1)),
                signedBy = signer,
                signedAt = Day.Text(journey.AnsweredAt),
                terms,
            },
            cancellationToken);
        return $"signed by {signer}";
    }

    public static async Task<string> RecordCoverageAsync(Journey journey, CancellationToken cancellationToken)
    {
        var payer = journey.Plan.Payer;
        if (!journey.Plan.ComesAsBundle)
        {
            await journey.Team.Intake.CreateAsync(
                $"/api/intake/patients/{journey.PatientId}/coverages",
                new { payer = payer.Name, memberId = journey.MemberId, kind = payer.Kind, effectiveFrom = Day.Text(journey.Today.PlusMonths(-6)) },
                cancellationToken);
        }

        return $"{payer.Name} ({payer.Kind})";
    }

    public static async Task<string> RecordAuthorizationAsync(Journey journey, CancellationToken cancellationToken)
    {
        var payer = journey.Plan.Payer;
        await journey.Team.Reviewer.CreateAsync(
            $"/api/intake/patients/{journey.PatientId}/authorizations",
            new
            {
                payer = payer.Name,
                number = $"A-{journey.Run.ToUpperInvariant()}-{journey.Plan.Number:000}",
                unitsApproved = payer.DaysApproved,
                from = Day.Text(journey.AdmittedOn),
                to = Day.Text(journey.AdmittedOn.PlusDays(60)),
            },
            cancellationToken);
        return $"{payer.DaysApproved} days";
    }

    public static async Task<string> AnswerInstrumentsAsync(Journey journey, CancellationToken cancellationToken)
    {
        var plan = journey.Plan;
        // The PHQ-9 of a bundle came with it.
        var depression = plan.ComesAsBundle ? null : await AnswerAsync(journey.Team.Intake, journey, "PHQ-9", plan.Phq9, journey.AnsweredAt, cancellationToken);
        var anxiety = await AnswerAsync(journey.Team.Intake, journey, "GAD-7", plan.Gad7, journey.AnsweredAt, cancellationToken);
        var suicide = await AnswerAsync(
            journey.Team.Therapist.Session, journey, "C-SSRS-SCREENER", plan.SuicideScreener, journey.AnsweredAt, cancellationToken);
        return string.Join(", ", new[] { depression ?? "PHQ-9 from the bundle", anxiety, suicide });
    }

    /// <returns>The score in words.</returns>
    public static async Task<string> AnswerAsync(
        UserSession who, Journey journey, string instrument, IReadOnlyDictionary<string, int?> answers, DateTimeOffset? answeredAt,
        CancellationToken cancellationToken)
    {
        var id = await who.CreateAsync(
            $"/api/intake/patients/{journey.PatientId}/responses",
            new { instrumentId = instrument, answers, answeredAt = answeredAt is { } at ? Day.Text(at) : null },
            cancellationToken);
        var response = await who.GetAsync($"/api/intake/responses/{id}", cancellationToken);
        return $"{instrument} {response.NumberOrNull("value")} ({response.TextOrNull("band")})";
    }

    public static async Task<string> AssessAsync(Journey journey, CancellationToken cancellationToken)
    {
        var plan = journey.Plan;
        await journey.Team.Therapist.Session.CreateAsync(
            $"/api/intake/referrals/{journey.ReferralId}/assessment",
            new
            {
                dimensions = plan.Dimensions.Index().ToDictionary(
                    rating => $"{rating.Index + 1}", rating => new { rating = rating.Item, rationale = Rationale(rating.Index, rating.Item) }),
                withdrawalRisk = plan.WithdrawalRisk,
                canTakePartInGroups = true,
                homeIsSafe = true,
                supports = plan.Supports,
                priorTreatments = plan.PriorTreatments,
                patientPrefers = plan.Prefers,
                diagnoses = new[] { plan.Problem.Icd10 },
            },
            cancellationToken);
        return $"{plan.Problem.Title}, ratings {string.Join("-", plan.Dimensions)}";
    }

    private static string Rationale(int dimension, int rating)
    {
        string[] topics =
        [
            "intoxication and withdrawal", "physical health", "emotions, behavior and thinking", "readiness to change",
            "relapse or going on as before", "the place where the patient lives",
        ];
        string[] degrees = ["No concern about", "A mild concern about", "A moderate concern about", "A serious concern about", "Imminent danger from"];
        return $"{degrees[rating]} {topics[dimension]}, from the interview.";
    }

    public static async Task<string> RecommendAsync(Journey journey, CancellationToken cancellationToken)
    {
        var expected = journey.Plan.IsHighAcuity ? "inpatient" : "iop";
        var recommendation = await journey.Team.Director.GetAsync(
            $"/api/intake/referrals/{journey.ReferralId}/recommendation", cancellationToken);
        journey.LevelOfCare = recommendation.TextOrNull("recommended")
            ?? throw new JourneyException($"Nothing is recommended: {recommendation.ToJsonString()}");
        return journey.LevelOfCare == expected
            ? $"{expected}: {string.Join(", ", recommendation.Items("whyNotLower").Select(Rule).Distinct())}"
            : throw new JourneyException($"{expected} was to be recommended: {recommendation.ToJsonString()}");
    }

    private static string Rule(JsonNode reason) => reason.Text("rule");

    public static async Task<string> DetermineAsync(Journey journey, CancellationToken cancellationToken)
    {
        await journey.Team.Director.CreateAsync(Determination(journey), Decision(journey.LevelOfCare), cancellationToken);
        return journey.LevelOfCare;
    }

    /// <summary>At high risk nobody is placed in a program before the risk is dealt with; the platform must say so.</summary>
    public static async Task<string> RefuseProgramAsync(Journey journey, CancellationToken cancellationToken)
    {
        try
        {
            await journey.Team.Director.CreateAsync(
                Determination(journey), new { levelOfCare = "iop", rationale = "Asked for by the patient.", departureReason = "The patient wants to stay at home." },
                cancellationToken);
        }
        catch (ApiProblemException problem) when (problem.Status == HttpStatusCode.Conflict)
        {
            return problem.Rule ?? "refused";
        }

        throw new JourneyException("The platform took a patient at high risk of suicide for a program.");
    }

    public static async Task<string> ReferOutAsync(Journey journey, CancellationToken cancellationToken)
    {
        const string To = "Nearest hospital with an emergency psychiatric service";
        await journey.Team.Intake.PostAsync(
            $"/api/intake/referrals/{journey.ReferralId}/close",
            new { reason = "High acuity: needs care around the clock.", referredTo = To },
            cancellationToken);
        var referral = await journey.Team.Intake.GetAsync($"/api/intake/referrals/{journey.ReferralId}", cancellationToken);
        return referral.Text("status") == "closed" ? To : throw new JourneyException($"The referral is not closed: {referral.ToJsonString()}");
    }

    private static string Determination(Journey journey) => $"/api/intake/referrals/{journey.ReferralId}/determination";

    private static object Decision(string levelOfCare) => new
    {
        levelOfCare,
        rationale = "Symptoms interfere with several areas of life; the patient is safe at home and able to work in groups.",
    };
}
