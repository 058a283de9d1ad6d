using System.Text;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Encryption;

public sealed class ProtectedFieldTests(WidgetsFixture widgets)
{
    private const string Text = "PLANTED first words of the letter";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Caller caller = Callers.Staff(Guid.CreateVersion7(), Roles.Therapist);

    [Fact]
    public async Task Seal_ReadBack_IsTheSameAndTheDatabaseHoldsNothingOfIt()
    {
        var id = await WriteAsync(caller, Text);

        var letter = await FindAsync(caller, id);
        Assert.Equal(Text, letter.Body.Open(LetterFields.Body, id));
        Assert.Null(letter.Other);
        Assert.False(ContainsText(await StoredAsync(id)));
    }

    [Fact]
    public async Task Seal_SameTextTwice_GivesDifferentEnvelopes()
    {
        var (first, second) = (await WriteAsync(caller, Text), await WriteAsync(caller, Text));

        Assert.NotEqual(await StoredAsync(first), await StoredAsync(second));
    }

    [Fact]
    public async Task SealJson_CompositeKey_ReadsBack()
    {
        var id = Guid.CreateVersion7();
        await widgets.As(caller).Write()
            .Add(
                "insert into drafts (organization_id, id, part, body, version) values ($1, $2, 'intro', $3, 1)",
                caller.OrganizationId, id, LetterFields.Draft.Seal($"{id}/intro", "[1, 2]"))
            .CommitAsync(Cancel);

        var body = await widgets.As(caller).QuerySingleAsync<SealedText>("select body from drafts where id = $1", [id], Cancel);
        Assert.Equal("[1, 2]", body!.Open(LetterFields.Draft, $"{id}/intro"));
        Assert.Throws<EncryptionException>(() => body.Open(LetterFields.Draft, $"{id}/outro"));
    }

    [Fact]
    public async Task Open_MovedToAnotherRow_Fails()
    {
        var (from, to) = (await WriteAsync(caller, Text), await WriteAsync(caller, "mine"));
        await PlantAsync("update letters set body = (select body from letters where id = $1) where id = $2", from, to);

        var moved = (await FindAsync(caller, to)).Body;
        Assert.Throws<EncryptionException>(() => moved.Open(LetterFields.Body, to));
    }

    [Fact]
    public async Task Open_MovedToAnotherColumn_Fails()
    {
        var id = await WriteAsync(caller, Text);
        await PlantAsync("update letters set other = body where id = $1", id);

        var letter = await FindAsync(caller, id);
        Assert.Throws<EncryptionException>(() => letter.Other!.Open(LetterFields.Other, id));
    }

    [Fact]
    public async Task Open_AsAnotherTable_Fails()
    {
        var id = await WriteAsync(caller, Text);

        var body = (await FindAsync(caller, id)).Body;
        Assert.Throws<EncryptionException>(() => body.Open(new ProtectedField("notes", "body"), id));
    }

    [Fact]
    public async Task Open_MovedToAnotherOrganization_FailsEvenWithTheKey()
    {
        var id = await WriteAsync(caller, Text);
        var stranger = Callers.Staff(Guid.CreateVersion7(), Roles.Therapist);
        await WriteAsync(stranger, "theirs");
        await PlantAsync("update letters set organization_id = $1 where id = $2", stranger.OrganizationId, id);

        var body = (await FindAsync(stranger, id)).Body;
        Assert.Throws<EncryptionException>(() => body.Open(LetterFields.Body, id));

        await PlantAsync("update data_keys set organization_id = $1, number = 2 where organization_id = $2", stranger.OrganizationId, caller.OrganizationId);
        using var afterwards = widgets.NewProcess();
        body = (await FindAsync(stranger, id, afterwards)).Body;
        Assert.Contains("changed or moved", Assert.Throws<EncryptionException>(() => body.Open(LetterFields.Body, id)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OneBitChanged_Fails()
    {
        var id = await WriteAsync(caller, Text);
        await PlantAsync("update letters set body = set_bit(body, octet_length(body) * 8 - 1, 1 - get_bit(body, octet_length(body) * 8 - 1)) where id = $1", id);

        var body = (await FindAsync(caller, id)).Body;
        Assert.Throws<EncryptionException>(() => body.Open(LetterFields.Body, id));
    }

    [Fact]
    public async Task Insert_PlainText_IsRefusedByTheDatabase()
    {
        var write = widgets.As(caller).Write().Add(
            "insert into letters (organization_id, id, body) values ($1, $1, $2)", caller.OrganizationId, Encoding.UTF8.GetBytes(new string('x', 100)));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => write.CommitAsync(Cancel));
        Assert.Equal("letters_body_sealed", refused.ConstraintName);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_OfARowThatNeverChanges_IsRefused(bool saysItRekeys)
    {
        var id = await WriteAsync(caller, Text);
        var write = widgets.As(caller).Write()
            .Add("select set_config('app.rekeying', $1, true)", saysItRekeys ? "on" : "")
            .Add("update letters set body = $2 where id = $1", id, LetterFields.Body.Seal(id, Text + "!"));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => write.CommitAsync(Cancel));
        Assert.Equal("IOP02", refused.SqlState);
    }

    [Fact]
    public async Task Open_WrongPlatformKey_FailsClosedAndNamesTheMissingKey()
    {
        var id = await WriteAsync(caller, Text);
        using var stranger = widgets.NewProcess(TestKeys.NewKey());

        var body = (await FindAsync(caller, id, stranger)).Body;
        var error = Assert.Throws<EncryptionException>(() => body.Open(LetterFields.Body, id));
        Assert.Contains($"platform key {PlatformKeys.IdOf(TestKeys.Platform)}, which is not configured", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TestKeys.Platform, error.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<EncryptionException>(() => WriteAsync(caller, "more", stranger));
    }

    [Fact]
    public async Task Write_FirstOfAnOrganizationInTwentyProcesses_MakesOneKey()
    {
        var processes = Enumerable.Range(0, 20).Select(_ => widgets.NewProcess()).ToList();
        var ids = await Task.WhenAll(processes.Select(process => WriteAsync(caller, Text, process)));

        Assert.Equal([1], await widgets.As(caller).QueryAsync<int>("select number from data_keys", [], Cancel));
        foreach (var id in ids)
        {
            Assert.Equal(Text, (await FindAsync(caller, id)).Body.Open(LetterFields.Body, id));
        }

        processes.ForEach(process => process.Dispose());
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish?!")]
    [InlineData("c2hvcnQ=")]
    public void PlatformKeys_Unusable_AreRefusedWithoutShowingThem(string key)
    {
        var error = Assert.Throws<InvalidOperationException>(() => TestKeys.With(key));
        Assert.Contains("Encryption:PlatformKeys:0", error.Message, StringComparison.Ordinal);
        Assert.True(key.Length == 0 || !error.Message.Contains(key, StringComparison.Ordinal));
    }

    private async Task<Guid> WriteAsync(Caller by, string text, DataKeys? keys = null)
    {
        var id = Guid.CreateVersion7();
        await widgets.As(by, keys: keys).Write()
            .Add("insert into letters (organization_id, id, body) values ($1, $2, $3)", by.OrganizationId, id, LetterFields.Body.Seal(id, text))
            .CommitAsync(Cancel);
        return id;
    }

    private async Task<Letter> FindAsync(Caller by, Guid id, DataKeys? keys = null) =>
        (await widgets.As(by, keys: keys).QuerySingleAsync<Letter>("select id, body, other from letters where id = $1", [id], Cancel))!;

    private async Task<byte[]> StoredAsync(Guid id) =>
        (await widgets.As(caller).QuerySingleAsync<byte[]>("select body from letters where id = $1", [id], Cancel))!;

    private static bool ContainsText(byte[] stored) => stored.AsSpan().IndexOf("PLANTED"u8) >= 0;

    /// <summary>What somebody with every right in the database, but no key, could do.</summary>
    private async Task PlantAsync(string sql, params Guid[] parameters)
    {
        await using var source = NpgsqlDataSource.Create(widgets.Database.Migrator);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("alter table letters disable trigger only_rekeyed"));
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters.Select(parameter => new NpgsqlParameter { Value = parameter }).ToArray());
        batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("alter table letters enable trigger only_rekeyed"));
        await batch.ExecuteNonQueryAsync(Cancel);
    }
}
