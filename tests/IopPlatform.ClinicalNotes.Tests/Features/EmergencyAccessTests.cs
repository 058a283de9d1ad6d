using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features;

/// <summary>Who has broken the glass reads that patient's chart, and nothing that is another's as well.</summary>
public sealed class EmergencyAccessTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Chart_WhileOpened_IsThatPatientsOnly()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (opened, other) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Cole"));
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, opened);
        await clinic.AttendAsync(session, other);
        var groupNote = await clinic.AsTherapist().CreatedIdAsync(
            $"{Answers.Api}/group-notes", Requests.GroupNote(session, Requests.Entry(opened), Requests.Entry(other)));
        var (note, otherNote) = (await NoteAsync(groupNote, opened), await NoteAsync(groupNote, other));
        var (plan, _) = await clinic.PlanAsync(opened);
        var (otherPlan, _) = await clinic.PlanAsync(other);
        var therapist = Callers.StaffOf(clinic.Organization, [Guid.CreateVersion7()], Roles.Therapist);
        var client = fixture.Client(therapist);
        await client.ReadAsync($"{Answers.Api}/notes/{note}").IsAsync(HttpStatusCode.NotFound);

        var access = Opened(clinic, therapist, opened);
        await fixture.DeliverAsync(access);
        await client.ReadAsync($"{Answers.Api}/notes/{note}").IsAsync(HttpStatusCode.OK);
        await client.ReadAsync($"{Answers.Api}/plans/{plan}").IsAsync(HttpStatusCode.OK);
        var listed = (await Clinic.GetAsync(client, $"{Answers.Api}/notes")).List("items");
        Assert.Equal([note.ToString()], listed.Select(item => (string?)item!["id"]));

        // The group's note tells of the others; what belongs to the group stays closed.
        await client.ReadAsync($"{Answers.Api}/group-notes/{groupNote}").IsAsync(HttpStatusCode.NotFound);
        await client.ReadAsync($"{Answers.Api}/notes/{otherNote}").IsAsync(HttpStatusCode.NotFound);
        await client.ReadAsync($"{Answers.Api}/plans/{otherPlan}").IsAsync(HttpStatusCode.NotFound);
        // To read, not to write.
        await client.SendIfMatchAsync(HttpMethod.Put, $"{Answers.Api}/notes/{note}", new { text = "Mine." }, "\"1\"").IsAsync(HttpStatusCode.NotFound);
        await client.SignAsync($"notes/{note}/sign", 1).IsAsync(HttpStatusCode.NotFound);
        await client.CreateAsync($"{Answers.Api}/notes/{note}/addenda", new { text = "Later." }).IsAsync(HttpStatusCode.NotFound);
        await client.CreateAsync($"{Answers.Api}/episodes/{opened.Id}/plans", Requests.Plan()).IsAsync(HttpStatusCode.NotFound);
        Assert.Equal(
            ["note", "notes", "plan"],
            (await fixture.SqlAsync<string>(
                "select view from chart_reads where organization_id = $1 and subject = $2 and patient_id = $3 order by view",
                clinic.Organization, therapist.Subject, opened.PatientId)));

        await fixture.DeliverAsync(access with { Version = 2, Until = access.OpenedAt });
        await client.ReadAsync($"{Answers.Api}/notes/{note}").IsAsync(HttpStatusCode.NotFound);
        Assert.Empty((await Clinic.GetAsync(client, $"{Answers.Api}/notes")).List("items"));
    }

    [Fact]
    public async Task Chart_OpenedForAnotherOrOver_StaysClosed()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var (plan, _) = await clinic.PlanAsync(episode);
        var path = $"{Answers.Api}/plans/{plan}";
        var therapist = Callers.StaffOf(clinic.Organization, [Guid.CreateVersion7()], Roles.Therapist);
        await fixture.DeliverAsync(Opened(clinic, therapist, episode));

        var colleague = Callers.StaffOf(clinic.Organization, therapist.SiteIds!, Roles.Therapist);
        await fixture.Client(colleague).ReadAsync(path).IsAsync(HttpStatusCode.NotFound);
        var stranger = therapist with { OrganizationId = Callers.NewOrganization() };
        await fixture.Client(stranger).ReadAsync(path).IsAsync(HttpStatusCode.NotFound);
        // The access is a clinician's; with another role the same person sees nothing.
        await fixture.Client(therapist with { Roles = [Roles.IntakeCoordinator] }).ReadAsync(path).IsAsync(HttpStatusCode.Forbidden);

        var late = Callers.StaffOf(clinic.Organization, therapist.SiteIds!, Roles.MedicalDirector);
        var over = Opened(clinic, late, episode);
        await fixture.DeliverAsync(over with { OpenedAt = over.OpenedAt.AddHours(-4), Until = over.OpenedAt.AddSeconds(-1) });
        await fixture.Client(late).ReadAsync(path).IsAsync(HttpStatusCode.NotFound);
    }

    private EmergencyAccessChanged Opened(Clinic clinic, Caller therapist, Episode episode)
    {
        var now = fixture.Time.GetUtcNow();
        return new EmergencyAccessChanged
        {
            OrganizationId = clinic.Organization,
            Version = 1,
            OccurredAt = now,
            EmergencyAccessId = Guid.CreateVersion7(),
            Subject = therapist.Subject,
            PatientId = episode.PatientId,
            SiteId = clinic.Site,
            OpenedAt = now,
            Until = now.AddHours(4),
        };
    }

    private async Task<Guid> NoteAsync(Guid groupNote, Episode episode) => (await fixture.SqlAsync<Guid>(
        "select id from notes where group_note_id = $1 and episode_id = $2", groupNote, episode.Id)).Single();
}
