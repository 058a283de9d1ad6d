using System.Net;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Tests.Features;

/// <summary>Other roles are refused, other organizations and sites find nothing, and clinical text stays where it is.</summary>
public sealed class ReachTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task EveryRecord_ForStrangersAndOtherRoles_IsOutOfReach()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var records = await RecordsAsync(clinic);
        var stranger = fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.Clinicians));
        var otherSite = fixture.Client(Callers.StaffOf(clinic.Organization, [Guid.CreateVersion7()], Roles.Clinicians));
        var noSite = fixture.Client(Callers.StaffOf(clinic.Organization, [], Roles.Clinicians));
        var others = fixture.Client(Callers.Staff(
            clinic.Organization,
            Roles.IntakeCoordinator, Roles.UtilizationReviewer, Roles.SiteManager, Roles.ComplianceOfficer, Roles.Partner));
        var patient = fixture.Client(Callers.Patient(clinic.Organization, records.Episode.PatientId));
        foreach (var path in records.Paths)
        {
            await clinic.AsDirector().ReadAsync(path).IsAsync(HttpStatusCode.OK);
            await stranger.ReadAsync(path).IsAsync(HttpStatusCode.NotFound);
            await otherSite.ReadAsync(path).IsAsync(HttpStatusCode.NotFound);
            await noSite.ReadAsync(path).IsAsync(HttpStatusCode.NotFound);
            await others.ReadAsync(path).IsAsync(HttpStatusCode.Forbidden);
            await patient.ReadAsync(path).IsAsync(HttpStatusCode.Forbidden);
            await fixture.AnonymousClient().ReadAsync(path).IsAsync(HttpStatusCode.Unauthorized);
        }

        foreach (var list in new[] { "notes", "safety-tasks" })
        {
            Assert.Empty((await Clinic.GetAsync(stranger, $"{Answers.Api}/{list}?siteId={clinic.Site}")).List("items"));
            Assert.Empty((await Clinic.GetAsync(otherSite, $"{Answers.Api}/{list}?siteId={clinic.Site}")).List("items"));
        }
    }

    [Fact]
    public async Task EveryCommand_ForStrangersAndOtherSites_FindsNothing()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var records = await RecordsAsync(clinic);
        var episode = records.Episode;
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, episode);
        (string Path, object Body)[] creations =
        [
            ($"episodes/{episode.Id}/plans", Requests.Plan()),
            ($"episodes/{episode.Id}/certifications", Requests.Certification()),
            ($"episodes/{episode.Id}/reviews", Requests.Review()),
            ($"episodes/{episode.Id}/discharge", Requests.Discharge()),
            ("group-notes", Requests.GroupNote(session, Requests.Entry(episode))),
            ($"notes/{records.Note}/addenda", new { text = "Later." }),
        ];
        foreach (var caller in new[]
        {
            Callers.Staff(Callers.NewOrganization(), Roles.Clinicians),
            Callers.StaffOf(clinic.Organization, [Guid.CreateVersion7()], Roles.Clinicians),
        })
        {
            var client = fixture.Client(caller);
            foreach (var (path, body) in creations)
            {
                await client.CreateAsync($"{Answers.Api}/{path}", body).IsAsync(HttpStatusCode.NotFound);
            }

            await client.PutAsync($"{Answers.Api}/episodes/{episode.Id}/prescription", Requests.Prescription())
                .IsAsync(HttpStatusCode.NotFound);
            await client.SendIfMatchAsync(HttpMethod.Put, $"{Answers.Api}/notes/{records.Note}", new { text = "Mine." }, "\"1\"")
                .IsAsync(HttpStatusCode.NotFound);
            string[] signatures =
            [
                $"plans/{records.Plan}/sign", $"notes/{records.Note}/sign", $"notes/{records.Note}/cosign",
                $"discharges/{records.Discharge}/sign",
            ];
            foreach (var sign in signatures)
            {
                await client.SignAsync(sign, 1).IsAsync(HttpStatusCode.NotFound);
            }

            await client.PostAsync($"{Answers.Api}/safety-tasks/{records.SafetyTask}/acknowledge", new { disposition = "Seen." })
                .IsAsync(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task ClinicalText_InAnyTable_IsEncrypted()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var records = await RecordsAsync(clinic);
        await clinic.AsTherapist().SignAsync($"plans/{records.Plan}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().PostAsync(
            $"{Answers.Api}/safety-tasks/{records.SafetyTask}/acknowledge", new { disposition = "Seen, zebra" })
            .IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"discharges/{records.Discharge}/sign", 1).IsAsync(HttpStatusCode.OK);
        await using var everything = NpgsqlDataSource.Create(fixture.Database.Migrator);
        Assert.Empty(await PlantedText.ColumnsWithAsync(everything, "zebra"));
        Assert.Equal(8, (await fixture.SqlAsync<long>(
            """
            select 1::bigint from plans where organization_id = $1 union all select 2 from certifications where organization_id = $1
            union all select 3 from group_notes where organization_id = $1 union all select 4 from notes where organization_id = $1
            union all select 5 from addenda where organization_id = $1 union all select 6 from reviews where organization_id = $1
            union all select 7 from safety_tasks where organization_id = $1 and clinical_text is not null
            union all select 8 from discharges where organization_id = $1
            """,
            clinic.Organization)).Distinct().Count());
    }

    private sealed record Records(
        Episode Episode, Guid Plan, Guid Note, Guid SafetyTask, Guid Discharge, IReadOnlyList<string> Paths);

    private async Task<Records> RecordsAsync(Clinic clinic)
    {
        var episode = await clinic.AdmitAsync();
        var at = $"{Answers.Api}/episodes/{episode.Id}";
        var (plan, _) = await clinic.PlanAsync(episode);
        await clinic.AsTherapist().PutAsync($"{at}/prescription", Requests.Prescription())
            .IsAsync(HttpStatusCode.OK);
        var certification = await clinic.AsDirector().CreatedIdAsync($"{at}/certifications", Requests.Certification());
        var review = await clinic.AsTherapist().CreatedIdAsync($"{at}/reviews", Requests.Review());
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, episode);
        var groupNote = await clinic.AsTherapist().CreatedIdAsync(
            $"{Answers.Api}/group-notes", Requests.GroupNote(session, Requests.Entry(episode, riskObserved: true)));
        var note = (await fixture.SqlAsync<Guid>("select id from notes where group_note_id = $1", groupNote)).Single();
        await clinic.AsTherapist().SignAsync($"notes/{note}/sign", 1).IsAsync(HttpStatusCode.OK);
        var addendum = await clinic.AsTherapist().CreatedIdAsync(
            $"{Answers.Api}/notes/{note}/addenda", new { text = "Later, zebra" });
        var task = (await fixture.SqlAsync<Guid>("select id from safety_tasks where source_id = $1", note)).Single();
        var discharge = await clinic.AsTherapist().CreatedIdAsync($"{at}/discharge", Requests.Discharge());
        return new Records(
            episode, plan, note, task, discharge,
            [
                $"{at}/prescription",
                .. new[]
                {
                    $"plans/{plan}", $"certifications/{certification}", $"reviews/{review}", $"group-notes/{groupNote}",
                    $"notes/{note}", $"addenda/{addendum}", $"safety-tasks/{task}", $"discharges/{discharge}",
                }.Select(path => $"{Answers.Api}/{path}"),
            ]);
    }
}
