using IopPlatform.Persistence.Encryption;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Encryption;

public sealed class KeyRotationTests(WidgetsFixture widgets)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Guid.CreateVersion7();

    [Fact]
    public async Task Rotate_DuringReadsAndWrites_NothingFailsAndNoRowStaysUnderTheFormerKey()
    {
        await using var rotating = new EncryptingProcess(widgets);
        await using var other = new EncryptingProcess(widgets);
        var letters = await WriteManyAsync(rotating, 120);
        var draft = Guid.CreateVersion7();
        await WriteDraftAsync(rotating, draft);
        using var stop = new CancellationTokenSource();
        Task<int>[] work = [ReadAsync(other, letters, stop.Token), WriteAsync(other, letters, stop.Token), EditAsync(rotating, draft, stop.Token)];

        Assert.Equal(1, await rotating.Rotation.RotateAsync(organization, "operator", Cancel));
        var passes = 0;
        for (; passes < 100 && !(await rotating.Former.MoveOnAsync(organization, Cancel)); passes++)
        {
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(work), done => Assert.True(done > 0));
        Assert.InRange(passes, 1, 99);
        // The other process wrote with the former key for a while; this is the look that the worker takes afterwards.
        await rotating.Former.MoveOnAsync(organization, Cancel);

        var newest = (await rotating.Directory.ListAsync(organization, Cancel)).MaxBy(key => key.Number)!;
        Assert.Equal(2, newest.Number);
        Assert.All(await rotating.Former.CountAsync(organization, Cancel), use => Assert.Equal(newest.Id, use.KeyId));
        foreach (var (id, text) in letters)
        {
            Assert.Equal(text, await other.ReadLetterAsync(organization, id));
        }
    }

    [Fact]
    public async Task MoveOn_RowHeldBySomebodyElse_DoesNotWaitAndTakesItNextTime()
    {
        await using var process = new EncryptingProcess(widgets);
        var (held, free) = (await process.WriteLetterAsync(organization, "held"), await process.WriteLetterAsync(organization, "free"));
        await process.Rotation.RotateAsync(organization, "operator", Cancel);
        await using var source = NpgsqlDataSource.Create(widgets.Database.Migrator);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await using var hold = new NpgsqlCommand("select from letters where id = $1 for update", connection, transaction)
            {
                Parameters = { new NpgsqlParameter<Guid> { TypedValue = held } },
            };
            await hold.ExecuteNonQueryAsync(Cancel);

            Assert.False(await process.Former.MoveOnAsync(organization, Cancel));
            Assert.False(await process.Former.MoveOnAsync(organization, Cancel));
            Assert.Equal(2, (await process.Former.CountAsync(organization, Cancel)).Count);
        }

        Assert.False(await process.Former.MoveOnAsync(organization, Cancel));
        Assert.True(await process.Former.MoveOnAsync(organization, Cancel));
        Assert.Equal("held", await process.ReadLetterAsync(organization, held));
        Assert.Equal("free", await process.ReadLetterAsync(organization, free));
    }

    [Fact]
    public async Task Delete_KeyThatARowStillUses_StaysAndAnUnusedOneGoes()
    {
        await using var process = new EncryptingProcess(widgets);
        var id = await process.WriteLetterAsync(organization, "kept");
        await process.Rotation.RotateAsync(organization, "operator", Cancel);
        await process.Former.DeleteAsync(organization, Cancel);
        Assert.Equal([1, 2], (await process.Directory.ListAsync(organization, Cancel)).Select(key => key.Number));

        await process.Former.MoveOnAsync(organization, Cancel);
        await process.Former.DeleteAsync(organization, Cancel);

        Assert.Equal([2], (await process.Directory.ListAsync(organization, Cancel)).Select(key => key.Number));
        Assert.Equal("kept", await process.ReadLetterAsync(organization, id));
        Assert.Equal(
            ["keys.delete", "keys.rotate"],
            await process.As(organization).QueryAsync<string>("select action from audit where resource_type = 'data-key' order by action", [], Cancel));
    }

    [Fact]
    public async Task Rewrap_ByANewPlatformKey_KeepsTheRowsAndMakesTheFormerKeyNeedless()
    {
        await using var own = new WidgetsFixture();
        await own.InitializeAsync();
        var (former, latter) = (TestKeys.NewKey(), TestKeys.NewKey());
        await using var before = new EncryptingProcess(own, TestKeys.With(former));
        var id = await before.WriteLetterAsync(organization, "kept");
        await using var stranger = new EncryptingProcess(own, TestKeys.With(TestKeys.NewKey()));
        await stranger.WriteLetterAsync(Guid.CreateVersion7(), "out of reach");
        await using var both = new EncryptingProcess(own, TestKeys.With(latter, former));

        Assert.Equal(new RewrapResult(Wrapped: 1, Left: 1), await both.Rotation.RewrapAsync("operator", Cancel));

        await using var after = new EncryptingProcess(own, TestKeys.With(latter));
        Assert.Equal("kept", await after.ReadLetterAsync(organization, id));
        Assert.Equal(
            [PlatformKeys.IdOf(latter)], (await both.Directory.ListAsync(organization, Cancel)).Select(key => key.PlatformKey));
    }

    [Fact]
    public async Task Directory_AskedForAWrappedKey_IsRefused()
    {
        await using var relay = NpgsqlDataSource.Create(widgets.Database.Relay);
        await using var command = relay.CreateCommand("select wrapped from data_keys");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private async Task<Dictionary<Guid, string>> WriteManyAsync(EncryptingProcess process, int count)
    {
        var letters = new Dictionary<Guid, string>();
        for (var n = 0; n < count; n++)
        {
            letters.Add(await process.WriteLetterAsync(organization, $"letter {n}"), $"letter {n}");
        }

        return letters;
    }

    private async Task<int> ReadAsync(EncryptingProcess process, Dictionary<Guid, string> letters, CancellationToken stop)
    {
        var known = letters.ToList();
        var done = 0;
        for (; !stop.IsCancellationRequested; done++)
        {
            var (id, text) = known[done % known.Count];
            Assert.Equal(text, await process.ReadLetterAsync(organization, id));
        }

        return done;
    }

    private async Task<int> WriteAsync(EncryptingProcess process, Dictionary<Guid, string> letters, CancellationToken stop)
    {
        var done = 0;
        for (; done == 0 || (!stop.IsCancellationRequested && done < 200); done++)
        {
            await process.WriteLetterAsync(organization, $"late {done}");
        }

        return done;
    }

    private Task WriteDraftAsync(EncryptingProcess process, Guid id) => process.As(organization).Write()
        .Add(
            "insert into drafts (organization_id, id, part, body, version) values ($1, $2, 'all', $3, 1)",
            organization, id, LetterFields.Draft.Seal($"{id}/all", "0"))
        .CommitAsync(Cancel);

    /// <summary>Edits by version, as people do; an edit that re-encryption had spoilt would fail.</summary>
    private async Task<int> EditAsync(EncryptingProcess process, Guid id, CancellationToken stop)
    {
        var done = 0;
        for (; !stop.IsCancellationRequested; done++)
        {
            await process.As(organization).Write()
                .ChangeOne(
                    "update drafts set body = $3, version = version + 1 where id = $1 and version = $2",
                    id, 1L + done, LetterFields.Draft.Seal($"{id}/all", $"{done}"))
                .CommitAsync(Cancel);
            var body = await process.As(organization).QuerySingleAsync<SealedText>("select body from drafts where id = $1", [id], Cancel);
            Assert.Equal($"{done}", body!.Open(LetterFields.Draft, $"{id}/all"));
        }

        return done;
    }
}
