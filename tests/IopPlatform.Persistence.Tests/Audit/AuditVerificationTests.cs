using IopPlatform.Persistence.Audit.Sealing;

namespace IopPlatform.Persistence.Tests.Audit;

/// <summary>What an owner of the whole database can do to the trail, and how it is found.</summary>
public sealed class AuditVerificationTests
{
    [Fact]
    public async Task Run_NothingTouched_IsSound()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(5);
        await database.SealRowsAsync(3);
        await database.WriteAsync(2);

        var findings = await database.VerifyAsync();
        Assert.True(findings.Sound, string.Join(' ', [.. findings.Broken, .. findings.Rows]));
        Assert.Equal((2, 16, 4), (findings.Batches, findings.Sealed, findings.Unsealed));
        Assert.NotNull(findings.UnsealedSince);
    }

    [Fact]
    public async Task Run_NothingEverWritten_IsSound()
    {
        await using var database = await SealedDatabase.CreateAsync();
        var findings = await database.VerifyAsync();
        Assert.True(findings.Sound);
        Assert.Equal((0, 0, null), (findings.Sealed, findings.Unsealed, findings.Head));
    }

    [Theory]
    [InlineData("update audit set subject = 'somebody else' where id = 4", 1, 0, 0)]
    [InlineData("update audit set details = '{\"code\": \"row 0\"}' where id = 4", 1, 0, 0)]
    [InlineData("update audit set patient_id = null where id = 4", 1, 0, 0)]
    [InlineData("update audit set at = at + interval '1 microsecond' where id = 4", 1, 0, 0)]
    [InlineData("update audit set trace_id = '' where id = 4", 1, 0, 0)]
    [InlineData("update chart_reads set view = 'other' where id = 4", 1, 0, 0)]
    [InlineData("delete from audit where id = 4", 0, 1, 0)]
    [InlineData("delete from audit where id = 1", 0, 1, 0)]
    [InlineData("delete from chart_reads where id = 6", 0, 1, 0)]
    [InlineData("update audit set id = 1000 where id = 2", 0, 1, 1, "alter table audit alter id drop identity")]
    [InlineData("update audit set xid = '3' where id = 4", 0, 1, 1)]
    [InlineData(CopyAudit + "700, (select min(xid) from audit) from audit where id = 4", 0, 0, 1)]
    [InlineData(CopyAudit + "4, (select xid from audit where id = 4) from audit where id = 4", 0, 0, 1)]
    [InlineData(
        "insert into chart_reads (organization_id, subject, patient_id, view, window_start, at, xid) "
        + "select organization_id, subject, patient_id, 'planted', window_start, at, xid from chart_reads where id = 2", 0, 0, 1)]
    public async Task Run_RowTamperedWith_IsCounted(string sql, long changed, long removed, long added, string? before = null)
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(3);
        await database.SealRowsAsync(5);
        if (before is not null)
        {
            await using var connection = await database.ConnectAsync();
            await using var command = new Npgsql.NpgsqlCommand(before, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await database.TamperAsync(sql);

        var findings = await database.VerifyAsync();
        Assert.Equal((changed, removed, added), (findings.Changed, findings.Removed, findings.Added));
        Assert.Empty(findings.Broken);
        Assert.False(findings.Sound);
        Assert.Equal(changed + removed + added, findings.Rows.Count);
    }

    /// <summary>Written like any other row, so it is sealed like any other; but its time gives it away.</summary>
    [Fact]
    public async Task Run_RowWrittenBack_IsAdded()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(3);
        await database.TamperAsync(
            "insert into audit (organization_id, at, subject, action, resource_type, resource_id) "
            + "select organization_id, at - interval '1 day', 'planted', action, resource_type, resource_id from audit where id = 1");
        await database.SettledAsync();
        await database.SealAsync();

        var findings = await database.VerifyAsync();
        Assert.Equal((0, 0, 1), (findings.Changed, findings.Removed, findings.Added));
    }

    public static TheoryData<string, Func<List<string>, IEnumerable<string>>> Edits => new()
    {
        { "the last batch is deleted", lines => lines[..^1] },
        { "the first batch is deleted", lines => lines[1..] },
        { "a batch in the middle is deleted", lines => [lines[0], lines[2]] },
        { "two batches are swapped", lines => [lines[1], lines[0], lines[2]] },
        { "a batch is there twice", lines => [lines[0], lines[0], lines[1], lines[2]] },
        { "everything is deleted", _ => [] },
        { "a time is edited", lines => [lines[0], lines[1].Replace("\"sealedAt\":\"2", "\"sealedAt\":\"3"), lines[2]] },
        { "the last batch is edited", lines => [lines[0], lines[1], lines[2].Replace("\"ids\":[", "\"ids\":[ ")] },
        { "a line is nonsense", lines => [lines[0], "{}", lines[2]] },
    };

    [Theory]
    [MemberData(nameof(Edits), DisableDiscoveryEnumeration = true)]
    public async Task Run_SealFileEdited_IsBroken(string what, Func<List<string>, IEnumerable<string>> edit)
    {
        await using var database = await SealedDatabase.CreateAsync();
        foreach (var rows in new[] { 3, 2, 4 }) await database.SealRowsAsync(rows);
        await database.EditFileAsync(edit);

        var findings = await database.VerifyAsync();
        Assert.True(findings.Broken.Count > 0, $"It was not found that {what}.");
    }

    /// <summary>Whoever has the file and the database, but not the key, cannot make the chain whole again.</summary>
    [Fact]
    public async Task Run_RowRemovedAndBatchMadeAnewWithAnotherKey_IsBroken()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(3);
        using var stranger = new SealSigningKey(SealSigningKey.Generate());
        await database.EditFileAsync(lines => [SealedLine.Sign(SealedLine.Parse(lines[0]).Batch, stranger).Text]);

        var findings = await database.VerifyAsync();
        Assert.Contains(findings.Broken, text => text.Contains("no valid signature", StringComparison.Ordinal));
    }

    /// <summary>The limit: file and database cut back together look like a shorter past, except to who has noted a head.</summary>
    [Fact]
    public async Task Run_FileAndDatabaseCutTogether_IsFoundByTheNotedHeadOnly()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(3);
        var first = (await database.VerifyAsync()).Head!;
        await database.SealRowsAsync(1);
        var second = (await database.VerifyAsync()).Head!;
        Assert.True((await database.VerifyAsync(first)).Sound);

        await database.EditFileAsync(lines => lines[..^1]);
        await database.TamperAsync("delete from audit where id = 4");
        await database.TamperAsync("delete from chart_reads where id = 4");
        await database.TamperAsync($"update audit_head set sequence = 1, line_hash = decode('{first.Split(':')[1]}', 'hex')");

        Assert.True((await database.VerifyAsync()).Sound);
        Assert.Contains("noted batch 2", Assert.Single((await database.VerifyAsync(second)).Broken), StringComparison.Ordinal);
    }

    private const string CopyAudit =
        "insert into audit (organization_id, at, subject, action, resource_type, resource_id, id, xid) overriding system value "
        + "select gen_random_uuid(), at, 'planted', action, resource_type, resource_id, ";
}
