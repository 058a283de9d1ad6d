using Dapper;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Intake.Domain;
using IopPlatform.Migrations;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Schema;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IopPlatform.Architecture.Tests;

/// <summary>A database with rows from before encryption is brought to today's schema as the migrations process does it.</summary>
public sealed class EncryptionUpgradeTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Guid.CreateVersion7();
    private readonly Guid id = Guid.CreateVersion7();

    [Fact]
    public async Task ClinicalNotes_SignedNoteFromBefore_ReadsTheSameAndItsSignatureHolds()
    {
        var body = new NoteBody("PLANTED said in group", "PLANTED said", NamesRemoved: false);
        var hash = ContentHash.Of(id, body.Text);
        var (database, keys) = await UpgradeAsync(
            "clinical-notes",
            $$"""
            insert into episodes (organization_id, id, patient_id, site_id, version) values (@organization, @id, @id, @id, 1);
            insert into group_notes (organization_id, id, site_id, session_id, author_id, created_at, clinical_text)
                values (@organization, @id, @id, @id, @id, now(), '{"topic": "PLANTED"}');
            insert into notes (organization_id, id, site_id, patient_id, episode_id, group_note_id, session_id, note_type,
                session_starts_at, session_ends_at, attended_minutes, author_id, created_at, status, clinical_text, content_hash,
                signed_by, signed_at, version)
                values (@organization, @id, @id, @id, @id, @id, @id, 'group', now(), now(), 60, @id, now(), 'signed',
                    @body, @hash, @id, now(), 2);
            """,
            new { organization, id, body = System.Text.Json.JsonSerializer.Serialize(body, Json.Options), hash });

        var note = await database.QuerySingleAsync<Signed>("select clinical_text, content_hash, version from notes where id = $1", [id], Cancel);
        var read = note!.ClinicalText.Read<NoteBody>(ClinicalFields.Note, id);
        Assert.Equal(body, read);
        Assert.Equal((ContentHash.Of(id, read.Text), 2L), (note.ContentHash, note.Version));
        keys.Dispose();
    }

    [Fact]
    public async Task Intake_ReferralWithBundleAndAnswersFromBefore_ReadTheSame()
    {
        const string bundle = """{ "resourceType":"Bundle",  "note":"PLANTED" }""";
        var (database, keys) = await UpgradeAsync(
            "intake",
            """
            insert into patients (organization_id, id, site_id, given_name, family_name, birth_date, language, registered_at, version)
                values (@organization, @id, @id, 'Ada', 'Test', '1990-01-01', 'en', now(), 1);
            insert into referrals (organization_id, id, patient_id, site_id, status, source_kind, source_name, reason, urgency,
                diagnoses, received_at, sent_by, version)
                values (@organization, @id, @id, @id, 'received', 'self', 'self', 'PLANTED reason', 'routine', '{}', now(), 'x', 1);
            insert into referral_bundles (organization_id, referral_id, patient_id, site_id, content)
                values (@organization, @id, @id, @id, @bundle::json);
            insert into responses (organization_id, id, patient_id, site_id, instrument_id, instrument_version, scorer_version, answers,
                value, band, safety_level, safety_findings, answered_at, recorded_at, recorded_by, version)
                values (@organization, @id, @id, @id, 'PHQ-9', '1', '1', '{"PLANTED": 3, "two": null}', 3, 'minimal', 'none', '[]', now(),
                    now(), 'x', 1);
            """,
            new { organization, id, bundle });

        var rows = await database.QueryAsync<Row>(
            """
            select r.reason, b.content, s.answers, r.close_reason from referrals r, referral_bundles b, responses s
            """, [], Cancel);
        var row = Assert.Single(rows);
        Assert.Equal("PLANTED reason", row.Reason.Open(IntakeFields.ReferralReason, id));
        Assert.Equal(bundle, row.Content.Open(IntakeFields.Bundle, id));
        Assert.Equal(
            new Dictionary<string, int?> { ["PLANTED"] = 3, ["two"] = null },
            row.Answers.Read<Dictionary<string, int?>>(IntakeFields.Answers, id));
        Assert.Null(row.CloseReason);
        keys.Dispose();
    }

    /// <summary>Makes the schema of before, adds rows, and upgrades; afterwards no column holds the marker any more.</summary>
    private async Task<(TenantDatabase Database, DataKeys Keys)> UpgradeAsync(string name, string rows, object values)
    {
        var service = PlatformDatabase.All.Single(database => database.Name == name);
        var connections = await TestDatabase.CreateAsync($"upgrade-{name}", service.Assembly, file => !file.Contains("encrypted", StringComparison.Ordinal));
        await using var migrator = NpgsqlDataSource.Create(connections.Migrator);
        await using (var connection = await migrator.OpenConnectionAsync(Cancel))
        {
            await connection.ExecuteAsync(rows, values);
        }

        Assert.NotEmpty(await PlantedText.ColumnsWithAsync(migrator, "PLANTED"));
        Assert.NotEmpty(await SchemaMigration.RunAsync(connections.Migrator, service.Schema, Cancel));
        Assert.True(await FieldConversion.RunAsync(
            connections.Migrator, service.Fields, TestKeys.With(TestKeys.Platform), NullLoggerFactory.Instance, Cancel) > 0);
        Assert.Empty(await PlantedText.ColumnsWithAsync(migrator, "PLANTED"));

        var app = NpgsqlDataSource.Create(connections.App);
        var keys = new DataKeys(app, TestKeys.With(TestKeys.Platform), TimeProvider.System);
        var tenant = new TenantContext { Caller = Caller.Service(organization, "test"), Action = "test" };
        return (new TenantDatabase(app, tenant, new CommitSignal(), TimeProvider.System, keys), keys);
    }

    private sealed record Signed(SealedText ClinicalText, string ContentHash, long Version);

    private sealed record Row(SealedText Reason, SealedText Content, SealedText Answers, SealedText? CloseReason);
}
