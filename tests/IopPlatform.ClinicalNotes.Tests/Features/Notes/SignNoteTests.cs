using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Tests.Features.Notes;

public sealed class SignNoteTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Sign_ByTheAuthor_HashesAndPublishes()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var id = await clinic.DraftNoteAsync(episode);
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        var note = await clinic.ReadAsync($"notes/{id}");
        Assert.Equal("signed", note.Text("status"));
        Assert.Equal(ContentHash.Of(id, note.Text("text")), note.Text("contentHash"));
        Assert.Equal(clinic.Therapist.StaffId, note.Id("signedBy"));
        Assert.False(note.Is("lateEntry"));
        var signed = Assert.Single(await fixture.PublishedAsync<NoteSigned>(clinic.Organization));
        Assert.Equal((id, episode.Id, 2L, false), (signed.NoteId, signed.EpisodeId, signed.Version, signed.CosignPending));
        Assert.Equal(("group", clinic.Therapist.StaffId), (signed.NoteType, signed.AuthorId));
    }

    [Fact]
    public async Task Sign_ADayAfterTheSession_IsALateEntry()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(
            await clinic.AdmitAsync(), sessionEndsAt: fixture.Time.GetUtcNow().AddHours(-25));
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        Assert.True((await clinic.ReadAsync($"notes/{id}")).Is("lateEntry"));
    }

    /// <summary>Once by its author; neither the second signature nor a second try counts.</summary>
    [Fact]
    public async Task Sign_LateAndInTime_IsCountedOnce()
    {
        await using var alone = new ClinicalNotesFixture();
        await alone.InitializeAsync();
        var clinic = await Clinic.OpenAsync(alone);
        var episode = await clinic.AdmitAsync();
        var late = await clinic.DraftNoteAsync(episode, clinic.Supervised, alone.Time.GetUtcNow().AddHours(-25));
        var inTime = await clinic.DraftNoteAsync(episode);
        var supervised = clinic.As(clinic.Supervised);
        await supervised.SignAsync($"notes/{late}/sign", 1).IsAsync(HttpStatusCode.OK);
        await supervised.SignAsync($"notes/{late}/sign", 2).IsRuleAsync("note-signed");
        await clinic.AsDirector().SignAsync($"notes/{late}/cosign", 2).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"notes/{inTime}/sign", 1).IsAsync(HttpStatusCode.OK);
        Assert.Equal(1, alone.Total("iop.notes.signed", "kind=group", "late=true"));
        Assert.Equal(1, alone.Total("iop.notes.signed", "kind=group", "late=false"));
        Assert.Equal(2, alone.Total("iop.notes.signed"));
    }

    [Fact]
    public async Task Sign_SupervisedAuthor_WaitsForTheDirector()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync(), clinic.Supervised);
        await clinic.AsDirector().SignAsync($"notes/{id}/cosign", 1).IsRuleAsync("note-not-signed");
        await clinic.As(clinic.Supervised).SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"notes/{id}/cosign", 2).IsAsync(HttpStatusCode.Forbidden);
        await clinic.AsDirector().SignAsync($"notes/{id}/cosign", 2).IsAsync(HttpStatusCode.OK);
        await clinic.AsDirector().SignAsync($"notes/{id}/cosign", 3).IsRuleAsync("note-cosigned");
        var note = await clinic.ReadAsync($"notes/{id}");
        Assert.Equal("cosigned", note.Text("status"));
        Assert.Equal(clinic.Director.StaffId, note.Id("cosignedBy"));
        var events = await fixture.PublishedAsync<NoteSigned>(clinic.Organization);
        Assert.Equal([(2L, true), (3L, false)], events.Select(signed => (signed.Version, signed.CosignPending)));
    }

    [Fact]
    public async Task Sign_AuthorNotKnownYet_WaitsForTheDirector()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var newcomer = Callers.StaffOf(clinic.Organization, [clinic.Site], Roles.Therapist);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync(), newcomer);
        await clinic.As(newcomer).SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        Assert.True(Assert.Single(await fixture.PublishedAsync<NoteSigned>(clinic.Organization)).CosignPending);
    }

    [Fact]
    public async Task Sign_ByAnotherOrTwice_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync());
        await clinic.As(clinic.Supervised).SignAsync($"notes/{id}/sign", 1).IsRuleAsync("not-the-author");
        await clinic.AsDirector().SignAsync($"notes/{id}/sign", 1).IsRuleAsync("not-the-author");
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.PreconditionFailed);
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 2).IsRuleAsync("note-signed");
        await clinic.AsDirector().SignAsync($"notes/{id}/cosign", 2).IsRuleAsync("cosign-not-needed");
    }

    [Fact]
    public async Task Sign_TwoAtOnce_OneSignature()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync());
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Single(await fixture.PublishedAsync<NoteSigned>(clinic.Organization));
    }

    [Theory]
    [InlineData("clinical_text = '{}'")]
    [InlineData("status = 'draft', signed_by = null, signed_at = null, content_hash = null")]
    [InlineData("signed_at = now()")]
    [InlineData("clinical_text = clinical_text || clinical_text", true)]
    [InlineData("clinical_text = clinical_text, author_id = id", true)]
    [InlineData("clinical_text = set_byte(clinical_text, 60, 0), version = 9", true)]
    public async Task Database_SignedNote_CannotChange(string change, bool saysItRekeys = false)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync());
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            fixture.SqlAsync<int>(
                $"update notes set {change} where id = $1 and set_config('app.rekeying', '{(saysItRekeys ? "on" : "off")}', true) <> '' returning 1", id));
        Assert.Equal("IOP02", refused.SqlState);
    }

    [Fact]
    public async Task Rotate_SignedNote_KeepsItsTextHashAndVersion()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync());
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        var before = await clinic.ReadAsync($"notes/{id}");
        var stored = await StoredAsync(id);

        var operators = fixture.AnonymousClient();
        operators.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.ForMachine(Roles.Operator));
        await operators.PostAsync("/internal/keys/rotate", new { organizationId = clinic.Organization }).IsAsync(HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var keys = await operators.GetFromJsonAsync<KeyStatus[]>(
                    $"/internal/keys?organizationId={clinic.Organization}", TestContext.Current.CancellationToken);
                return keys!.Any(key => key is { Newest: true, Number: 2, Rows: > 0 }) && keys!.All(key => key.Newest || key.Rows == 0);
            },
            "every row to be under the newest key");

        Assert.NotEqual(stored, await StoredAsync(id));
        var after = await clinic.ReadAsync($"notes/{id}");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.Equal(ContentHash.Of(id, after.Text("text")), after.Text("contentHash"));
    }

    [Fact]
    public async Task Keys_AskedForByAnyoneButAnOperator_AreRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.AsTherapist().ReadAsync("/internal/keys").IsAsync(HttpStatusCode.Forbidden);
        await clinic.AsTherapist().PostAsync("/internal/keys/rotate", new { }).IsAsync(HttpStatusCode.Forbidden);
        await fixture.AnonymousClient().ReadAsync("/internal/keys").IsAsync(HttpStatusCode.Unauthorized);
    }

    private async Task<byte[]> StoredAsync(Guid id) =>
        (await fixture.SqlAsync<byte[]>("select clinical_text from notes where id = $1", id)).Single();
}
