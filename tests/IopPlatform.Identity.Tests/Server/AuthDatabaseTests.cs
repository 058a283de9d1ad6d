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

        // Passkeys came later, in a file that holds more than EF Core's statements.
        var passkeys = Statements(File("0004_second_factors.sql")).Where(statement => statement.Contains("person_passkeys", StringComparison.Ordinal)
            && statement.StartsWith("CREATE", StringComparison.Ordinal));
        Assert.Equal(
            Statements(File("0002_auth.sql")).Concat(passkeys).Order(StringComparer.Ordinal),
            Statements(database.Database.GenerateCreateScript()).Order(StringComparer.Ordinal));
    }

    private static string File(string name)
    {
        using var file = new StreamReader(typeof(IdentityAssembly).Assembly.GetManifestResourceStream($"IopPlatform.Identity/{name}")!);
        return file.ReadToEnd();
    }

    /// <summary>Statement by statement; their order does not matter.</summary>
    private static IEnumerable<string> Statements(string sql) => string.Join(
        '\n', sql.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)))
        .Split(";\n").Select(statement => statement.Trim().TrimEnd(';'));
}
