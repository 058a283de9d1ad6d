using System.Diagnostics;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>
/// Looks up rows by id for many callers in one round trip: those who ask while one is under way go together in the next. Each is
/// answered within their own reach, and by what is committed after they asked.
/// </summary>
public sealed class SharedLookup<T>
    where T : class
{
    private const int QuestionsMax = 64;
    private readonly NpgsqlDataSource source;
    private readonly string sql;
    private readonly Func<NpgsqlDataReader, T> read;
    private readonly GatheringQueue<Question> questions;

    /// <param name="sql">Takes the ids as <c>$1</c> and returns the id first.</param>
    public SharedLookup(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read)
    {
        this.source = source;
        this.sql = sql;
        this.read = read;
        questions = new GatheringQueue<Question>(QuestionsMax, AnswerAsync);
    }

    /// <summary>Null when the caller reaches no such row.</summary>
    public Task<T?> FindAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var question = new Question(caller, id, Activity.Current);
        questions.Add(question);
        return question.Answered.Task.WaitAsync(cancellationToken);
    }

    private async Task AnswerAsync(IReadOnlyList<Question> asked)
    {
        Activity.Current = asked[0].Activity;
        try
        {
            await AnswerAsync([.. asked.GroupBy(question => TenantSettings.Of(question.Caller))]);
        }
        catch (Exception exception)
        {
            foreach (var question in asked) question.Answered.TrySetException(exception);
        }
    }

    private async Task AnswerAsync(IReadOnlyList<IGrouping<TenantSettings, Question>> reaches)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var reach in reaches)
        {
            batch.BatchCommands.Add(reach.Key.CommandForKeys());
            batch.BatchCommands.Add(SqlParameters.Command(sql, [reach.Select(question => question.Id).Distinct().ToArray()]));
        }

        await using var reader = await batch.ExecuteReaderAsync();
        foreach (var reach in reaches)
        {
            await reader.NextResultAsync();
            var rows = new Dictionary<Guid, T>();
            while (await reader.ReadAsync()) rows[reader.GetGuid(0)] = read(reader);
            await reader.NextResultAsync();
            foreach (var question in reach) question.Answered.TrySetResult(rows.GetValueOrDefault(question.Id));
        }
    }

    private sealed record Question(Caller Caller, Guid Id, Activity? Activity)
    {
        public TaskCompletionSource<T?> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
