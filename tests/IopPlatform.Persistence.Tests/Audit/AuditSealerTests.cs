using System.Text.Json.Nodes;
using IopPlatform.Persistence.Audit.Sealing;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Audit;

public sealed class AuditSealerTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    /// <summary>A row of a transaction that ends late would come to lie among sealed rows; so nothing from it on is sealed before.</summary>
    [Fact]
    public async Task Seal_TransactionStillRunning_LeavesEverythingFromItOn()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(1);
        await using var connection = await database.ConnectAsync();
        await using var slow = await connection.BeginTransactionAsync(Cancel);
        await using var insert = new NpgsqlCommand(
            "insert into audit (organization_id, at, subject, action, resource_type, resource_id) "
            + "select organization_id, at, subject, 'slow', resource_type, resource_id from audit limit 1",
            connection,
            slow);
        await insert.ExecuteNonQueryAsync(Cancel);
        await database.WriteAsync(2);

        Assert.Equal(0, await database.SealAsync());
        Assert.Equal(4, (await database.VerifyAsync()).Unsealed);

        await slow.CommitAsync(Cancel);
        await database.SettledAsync();
        Assert.Equal(3, await database.SealAsync());
        var findings = await database.VerifyAsync();
        Assert.True(findings.Sound, string.Join(' ', findings.Rows));
        Assert.Equal((7, 0), (findings.Sealed, findings.Unsealed));
    }

    [Fact]
    public async Task Seal_LastLineTorn_RepairsAndGoesOn()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(2);
        await database.SealRowsAsync(3);
        // As a crash in the middle of the second append leaves it: a part of the line, and no mark in the database.
        var lines = await File.ReadAllLinesAsync(database.File, Cancel);
        await File.WriteAllTextAsync(database.File, lines[0] + "\n" + lines[1][..100], Cancel);
        await database.TamperAsync($"update audit_head set sequence = 1, line_hash = decode('{SealedLine.HashOf(lines[0])}', 'hex')");

        Assert.Equal((4, 6), await SoundAsync(database));
        Assert.Equal(3, await database.SealAsync());
        Assert.Equal((10, 0), await SoundAsync(database));
    }

    [Fact]
    public async Task Seal_CrashBetweenAppendAndMark_GoesOnFromTheFile()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(2);
        await database.TamperAsync("delete from audit_head");
        await database.SealRowsAsync(1);

        Assert.Equal((6, 0), await SoundAsync(database));
        Assert.Equal(2, await database.ScalarAsync<long>("select sequence from audit_head"));
    }

    [Fact]
    public async Task Seal_SeveralInstancesAtOnce_SealEachRowOnce()
    {
        await using var database = await SealedDatabase.CreateAsync();
        var instances = Enumerable.Range(0, 4).Select(_ => database.Sealer()).ToList();
        for (var round = 0; round < 10; round++)
        {
            await database.WriteAsync(3);
            await Task.WhenAll(instances.Select(sealer => sealer.SealAsync(Cancel)));
        }

        await database.SettledAsync();
        await database.SealAsync();
        Assert.Equal((60, 0), await SoundAsync(database));
    }

    /// <summary>A verification that takes long must not hold the sealing up.</summary>
    [Fact]
    public async Task Seal_WhileTheFileIsRead_GoesOn()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(1);
        await using var reading = SealFile.LinesAsync(database.File, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await reading.MoveNextAsync());

        await database.SealRowsAsync(2);
        Assert.Equal((6, 0), await SoundAsync(database));
    }

    /// <summary>A process that has lost its turn in the database without knowing may still be writing.</summary>
    [Fact]
    public async Task Seal_FileOfAnotherWriter_IsLeftAlone()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.WriteAsync(1);
        await database.SettledAsync();
        using (SealFile.Open(database.File))
        {
            await Assert.ThrowsAsync<IOException>(database.SealAsync);
        }

        Assert.Equal(1, await database.SealAsync());
        Assert.Equal((2, 0), await SoundAsync(database));
    }

    [Fact]
    public async Task Seal_MoreRowsThanABatchHolds_SealsThemInSeveral()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.WriteManyAsync(4500);
        await database.SettledAsync();
        foreach (var expected in new[] { 2000, 2000, 500, 0 }) Assert.Equal(expected, await database.SealAsync());
        Assert.Equal((4500, 0), await SoundAsync(database));
    }

    [Fact]
    public async Task Seal_FileCut_Refuses()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(1);
        await database.SealRowsAsync(1);
        await database.EditFileAsync(lines => lines[..^1]);

        var refused = await Assert.ThrowsAsync<SealingException>(database.SealAsync);
        Assert.Contains("batch 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seal_FileOfALaterCluster_Refuses()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(1);
        await database.TamperAsync("delete from audit_head");
        await database.EditFileAsync(lines =>
        {
            var batch = SealedLine.Parse(lines[0]).Batch;
            var later = batch.Trails.Select(part => part with { Through = new SealPosition(ulong.MaxValue / 2, 1) }).ToList();
            return [SealedLine.Sign(batch with { Trails = later }, database.Key).Text];
        });

        var refused = await Assert.ThrowsAsync<SealingException>(database.SealAsync);
        Assert.Contains("moved", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seal_NothingHappensForAnHour_SaysSo()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(1);
        await database.SealAsync();
        Assert.Single(await File.ReadAllLinesAsync(database.File, Cancel));

        database.Time.Advance(TimeSpan.FromHours(1));
        await database.SealAsync();
        Assert.Equal(2, (await File.ReadAllLinesAsync(database.File, Cancel)).Length);
        Assert.Equal((2, 0), await SoundAsync(database));
    }

    [Fact]
    public async Task Seal_WhatIsWrittenOutside_HoldsIdsAndHashesOnly()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(2);
        var line = JsonNode.Parse((await File.ReadAllLinesAsync(database.File, Cancel)).Single())!;
        Assert.Equal(["form", "service", "sequence", "previous", "sealedAt", "key", "trails"], line["batch"]!.AsObject().Select(pair => pair.Key));
        Assert.All(line["batch"]!["trails"]!.AsArray(), trail =>
            Assert.Equal(["table", "after", "through", "ids", "hashes", "hash"], trail!.AsObject().Select(pair => pair.Key)));
    }

    private static async Task<(long Sealed, long Unsealed)> SoundAsync(SealedDatabase database)
    {
        var findings = await database.VerifyAsync();
        Assert.True(findings.Sound, string.Join(' ', [.. findings.Broken, .. findings.Rows]));
        return (findings.Sealed, findings.Unsealed);
    }
}
