using System.Net;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Tests.Features.Discharges;

public sealed class DischargeTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Sign_NotesWait_ListsThemThenPublishes()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var draft = await clinic.DraftNoteAsync(episode);
        var awaiting = await clinic.DraftNoteAsync(episode, clinic.Supervised);
        await clinic.As(clinic.Supervised).SignAsync($"notes/{awaiting}/sign", 1).IsAsync(HttpStatusCode.OK);
        var id = await WriteAsync(clinic, episode);
        using var refused = await clinic.AsTherapist().SignAsync($"discharges/{id}/sign", 1);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var problem = await refused.JsonAsync();
        Assert.Equal("notes-unsigned", problem.Text("rule"));
        Assert.Equal([draft, awaiting], problem.List("noteIds").Select(note => note.GetValue<Guid>()));

        await clinic.AsTherapist().SignAsync($"notes/{draft}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsDirector().SignAsync($"notes/{awaiting}/cosign", 2).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"discharges/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        var signed = Assert.Single(await fixture.PublishedAsync<DischargeSigned>(clinic.Organization));
        Assert.Equal(
            (id, episode.Id, episode.PatientId, 2L),
            (signed.DischargeId, signed.EpisodeId, signed.PatientId, signed.Version));
        Assert.Equal((new DateOnly(2026, 3, 1), "completed"), (signed.DischargedOn, signed.Reason));
        Assert.Equal([new AgreedFollowUp("call", new DateOnly(2026, 3, 8))], signed.FollowUps);
        var read = await Clinic.GetAsync(clinic.AsDirector(), $"{Answers.Api}/discharges/{id}");
        Assert.Equal("signed", read.Text("status"));
        Assert.Equal("call 988", read["relapsePreventionPlan"]!["emergencySteps"]![0]!.GetValue<string>());
    }

    /// <summary>A note that is being written while the discharge is signed is not overlooked.</summary>
    [Fact]
    public async Task Sign_NoteComesInBetween_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var note = await clinic.DraftNoteAsync(episode);
        await clinic.AsTherapist().SignAsync($"notes/{note}/sign", 1).IsAsync(HttpStatusCode.OK);
        var id = await WriteAsync(clinic, episode);
        await using var connection = new NpgsqlConnection(fixture.Database.Migrator);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var writing = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var insert = new NpgsqlCommand(
            """
            insert into notes (organization_id, id, site_id, patient_id, episode_id, group_note_id, session_id, note_type,
                session_starts_at, session_ends_at, attended_minutes, author_id, created_at, status, clinical_text, version)
            select organization_id, gen_random_uuid(), site_id, patient_id, episode_id, group_note_id, gen_random_uuid(), note_type,
                session_starts_at, session_ends_at, attended_minutes, author_id, created_at, 'draft', clinical_text, 1
            from notes where id = $1
            """,
            connection,
            writing)
        {
            Parameters = { new() { Value = note } },
        };
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var signing = clinic.AsTherapist().SignAsync($"discharges/{id}/sign", 1);
        await Eventually.BecomesTrueAsync(
            async () => (await fixture.SqlAsync<bool>(
                """
                select exists (select from pg_locks join pg_stat_activity using (pid)
                    where datname = current_database() and not granted)
                """)).Single(),
            "the signature to wait for the note");
        await writing.CommitAsync(TestContext.Current.CancellationToken);
        await signing.IsAsync(HttpStatusCode.PreconditionFailed);
        await clinic.AsTherapist().SignAsync($"discharges/{id}/sign", 1).IsRuleAsync("notes-unsigned");
    }

    [Fact]
    public async Task Sign_SecondDischargeOrByAnother_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var (first, second) = (await WriteAsync(clinic, episode), await WriteAsync(clinic, episode));
        await clinic.As(clinic.Supervised).SignAsync($"discharges/{first}/sign", 1).IsRuleAsync("not-the-author");
        await clinic.AsDirector().SignAsync($"discharges/{first}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"discharges/{first}/sign", 2).IsRuleAsync("already-signed");
        await clinic.AsTherapist().SignAsync($"discharges/{second}/sign", 1).IsRuleAsync("discharge-signed");
    }

    [Fact]
    public async Task Post_WrongFields_NamesEach()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Answers.Api}/episodes/{(await clinic.AdmitAsync()).Id}/discharge";
        var client = clinic.AsTherapist();
        await client.CreateAsync(path, Requests.Discharge(new DateOnly(2025, 12, 31))).IsFieldAsync("dischargedOn");
        await client.CreateAsync(path, Requests.Discharge(new DateOnly(2026, 4, 1))).IsFieldAsync("followUps[0]");
        var incomplete = new
        {
            dischargedOn = "2026-03-01",
            reason = "bored",
            summary = "",
            relapsePreventionPlan = new { triggers = new[] { "" } },
        };
        string[] fields =
            ["reason", "summary", "followUps", "relapsePreventionPlan.triggers", "relapsePreventionPlan.supports"];
        foreach (var field in fields)
        {
            await client.CreateAsync(path, incomplete).IsFieldAsync(field);
        }
    }

    private static Task<Guid> WriteAsync(Clinic clinic, Episode episode) =>
        clinic.AsTherapist().CreatedIdAsync($"{Answers.Api}/episodes/{episode.Id}/discharge", Requests.Discharge());
}
