using System.Text.Json;
using System.Text.Json.Nodes;
using IopPlatform.Journeys.Demo;
using NodaTime;

namespace IopPlatform.Journeys.Patients;

/// <summary>The same referral as a hospital would send it: a FHIR R4 Bundle.</summary>
internal static class FhirReferral
{
    private const string PatientUrl = "urn:uuid:0f3c1d52-6d3e-4f0a-9a54-5b1f6a3d0001";
    private const string RequesterUrl = "urn:uuid:0f3c1d52-6d3e-4f0a-9a54-5b1f6a3d0002";

    /// <summary>LOINC codes of the PHQ-9's items 1 to 10.</summary>
    private static readonly string[] phq9Items =
    [
        "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8", "69722-7",
    ];

    /// <param name="answeredAt">When the PHQ-9 was filled in.</param>
    /// <param name="run">Tells the orders of different runs apart.</param>
    public static string Write(PatientPlan plan, string email, LocalDate? leftHospital, DateTimeOffset answeredAt, string run)
    {
        var patient = new
        {
            resourceType = "Patient",
            name = Names(plan),
            birthDate = Day.Text(plan.BirthDate),
            gender = plan.SexAtBirth,
            telecom = new object[] { new { system = "email", value = email }, new { system = "phone", value = plan.Phone } },
            communication = new object[] { new { language = new { coding = new[] { new { system = "urn:ietf:bcp:47", code = plan.Language } } }, preferred = true } },
        };
        var requester = new { resourceType = "Organization", name = plan.Source.Name };
        var order = JsonSerializer.SerializeToNode(new
        {
            resourceType = "ServiceRequest",
            identifier = new[] { new { system = "urn:oid:2.16.840.1.113883.19.5", value = $"{run}-{plan.Number}" } },
            status = "active",
            intent = "order",
            priority = plan.Urgency switch { "emergent" => "stat", var urgency => urgency },
            code = new { text = "Intensive outpatient program" },
            subject = new { reference = PatientUrl },
            authoredOn = Day.Text(answeredAt),
            requester = new { reference = RequesterUrl },
            reasonCode = new[] { new { text = plan.Problem.Reason } },
        })!;
        var condition = new
        {
            resourceType = "Condition",
            clinicalStatus = Coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
            code = Coded("http://hl7.org/fhir/sid/icd-10-cm", plan.Problem.Icd10),
            subject = new { reference = PatientUrl },
        };
        var coverage = new
        {
            resourceType = "Coverage",
            status = "active",
            type = Coded("https://nahdo.org/sopt", plan.Payer.Kind switch { "medicare" => "1", "medicaid" => "2", "self-pay" => "81", _ => "5" }),
            subscriberId = $"{plan.Payer.MemberPrefix}{run}{plan.Number:000}",
            beneficiary = new { reference = PatientUrl },
            payor = new[] { new { display = plan.Payer.Name } },
        };
        var answers = new
        {
            resourceType = "QuestionnaireResponse",
            questionnaire = "http://loinc.org/q/44249-1",
            status = "completed",
            subject = new { reference = PatientUrl },
            authored = Day.Text(answeredAt),
            item = phq9Items.Index().Select(item => new
            {
                linkId = item.Item,
                answer = new[] { new { valueInteger = plan.Phq9[$"{item.Index + 1}"] } },
            }),
        };
        List<object> entries =
        [
            new { fullUrl = PatientUrl, resource = patient },
            new { fullUrl = RequesterUrl, resource = requester },
            Entry(3, order),
            Entry(4, condition),
            Entry(5, coverage),
            Entry(6, answers),
        ];
        if (leftHospital is { } left) entries.Add(Entry(7, Stay(left)));
        return JsonSerializer.Serialize(new { resourceType = "Bundle", type = "collection", entry = entries });
    }

    private static object[] Names(PatientPlan plan)
    {
        object official = new { use = "official", family = plan.FamilyName, given = new[] { plan.GivenName } };
        return plan.PreferredName is { } preferred ? [official, new { use = "nickname", given = new[] { preferred } }] : [official];
    }

    private static object Entry(int number, object resource) =>
        new { fullUrl = $"urn:uuid:0f3c1d52-6d3e-4f0a-9a54-5b1f6a3d{number:0000}", resource };

    private static object Coded(string system, string code) => new { coding = new[] { new { system, code } } };

    private static JsonNode Stay(LocalDate left) => JsonNode.Parse(
        $$"""
        {
          "resourceType": "Encounter",
          "status": "finished",
          "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP" },
          "subject": { "reference": "{{PatientUrl}}" },
          "period": { "end": "{{Day.Text(left)}}" }
        }
        """)!;
}
