using System.Diagnostics;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>
/// Looks up rows by id for many callers in one round trip: those who ask while one is under way go together in the next. Each is
/// answered within their own reach, and by what is committed after they asked.
/// </summary>
/// <param name="sql">Takes the ids as <c>$1</c> and returns the id first.</param>
public sealed class SharedLookup<T>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read)
    where T : class
{
    private const int QuestionsMax = 64;
    private readonly Lock gate = new();
    private readonly Queue<Question> waiting = new();
    private bool isRunning;

    /// <summary>Null when the caller reaches no such row.</summary>
    public Task<T?> FindAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var question = new Question(caller, id, Activity.Current);
        lock (gate)
        {
            waiting.Enqueue(question);
            if (!isRunning)
            {
                isRunning = true;
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(RunAsync, CancellationToken.None);
                }
            }
        }

        return question.Answered.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } questions)
        {
            Activity.Current = questions[0].Activity;
            try
            {
                await AnswerAsync([.. questions.GroupBy(question => TenantSettings.Of(question.Caller))]);
            }
            catch (Exception exception)
            {
                foreach (var question in questions) question.Answered.TrySetException(exception);
            }
        }
    }

    private List<Question> Take()
    {
        var taken = new List<Question>();
        lock (gate)
        {
            while (taken.Count < QuestionsMax && waiting.TryDequeue(out var question)) taken.Add(question);
            isRunning = taken.Count > 0;
        }

        return taken;
    }

    private async Task AnswerAsync(IReadOnlyList<IGrouping<TenantSettings, Question>> reaches)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var reach in reaches)
        {
            batch.BatchCommands.Add(reach.Key.Command());
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
