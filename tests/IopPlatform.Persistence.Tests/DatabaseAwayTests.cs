using Npgsql;

namespace IopPlatform.Persistence.Tests;

public sealed class DatabaseAwayTests
{
    [Theory]
    [InlineData("57P01", true)]
    [InlineData("57P02", true)]
    [InlineData("57P03", true)]
    [InlineData("08006", true)]
    [InlineData("53300", true)]
    [InlineData("23505", false)]
    [InlineData("57014", false)]
    [InlineData("42501", false)]
    public void Explains_AnswerOfTheServer_ByItsState(string state, bool isAway) =>
        Assert.Equal(isAway, DatabaseAway.Explains(new PostgresException("said so", "FATAL", "FATAL", state)));

    [Fact]
    public void Explains_BrokenConnection_AlsoInsideOfAnother()
    {
        var broken = new NpgsqlException("Exception while reading from stream", new IOException("reset"));
        Assert.True(DatabaseAway.Explains(broken));
        Assert.True(DatabaseAway.Explains(new InvalidOperationException("likely transient", broken)));
    }

    [Fact]
    public void Explains_AnythingElse_Not() => Assert.False(DatabaseAway.Explains(new InvalidOperationException("a bug", new IOException())));
}
