using IopPlatform.Identity.Server;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopPlatform.Identity.Tests.Server;

public sealed class AuthDatabaseTests
{
    [Fact]
    public void Model_ComparedWithTheCheckedInSql_IsTheSame()
    {
        using var source = NpgsqlDataSource.Create("Host=nowhere");
        var options = new DbContextOptionsBuilder<AuthDatabase>();
        AuthDatabase.Configure(options, source);
        using var database = new AuthDatabase(options.Options);
        using var file = new StreamReader(
            typeof(IdentityAssembly).Assembly.GetManifestResourceStream("IopPlatform.Identity/0002_auth.sql")!);

        Assert.Equal(Statements(database.Database.GenerateCreateScript()), Statements(file.ReadToEnd()));
    }

    private static string Statements(string sql) => string.Join(
        '\n', sql.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)));
}
