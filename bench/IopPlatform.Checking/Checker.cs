using IopPlatform.Persistence;
using Npgsql;

namespace IopPlatform.Checking;

/// <summary>
/// Counts, by SQL over all databases, that every acknowledged write is there once: as audit row and kept answer in its service,
/// as sent events, as handled message and effect at every consumer, and as journal entry of the live state.
/// </summary>
public sealed class Checker(IReadOnlyDictionary<string, string> migrators)
{
    private readonly IReadOnlyList<ServiceRows> services = [.. migrators.Select(pair => new ServiceRows(pair.Key, pair.Value))];

    /// <summary>Waits until nothing is on its way, then reports what is wrong; empty when all is well.</summary>
    public async Task<IReadOnlyList<Violation>> CheckAsync(IReadOnlyCollection<AcknowledgedWrite> acknowledged, TimeSpan patience)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                List<Violation> violations = [.. await MessagesAsync(), .. await EffectsAsync(), .. await AcknowledgedAsync(acknowledged)];
                if (violations.Count == 0 || since.Elapsed > patience) return violations;
            }
            catch (NpgsqlException exception) when (DatabaseAway.Explains(exception) && since.Elapsed <= patience)
            {
                // A database that is being put right is looked at again, like everything else on its way.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }
    }

    /// <summary>Delivers every event of the platform a second time.</summary>
    public Task ReplayAsync() => Task.WhenAll(services.Select(service => service.ReplayOutboxAsync()));

    private async Task<IEnumerable<Violation>> MessagesAsync()
    {
        var violations = new List<Violation>();
        var handled = new HashSet<(string Service, Guid, string)>();
        var journal = new Dictionary<Guid, int>();
        foreach (var service in services)
        {
            handled.UnionWith((await service.InboxAsync()).Select(row => (service.Service, row.MessageId, row.Endpoint)));
            violations.AddRange((await service.ParkedAsync()).Select(row => new Violation(service.Service, $"message {row.MessageId} is parked at {row.Endpoint}")));
            if (service.Service == "program-state")
            {
                foreach (var entry in await service.JournalAsync())
                {
                    journal[entry] = journal.GetValueOrDefault(entry) + 1;
                }
            }
        }

        foreach (var service in services)
        {
            foreach (var message in await service.OutboxAsync())
            {
                if (!message.Sent)
                {
                    violations.Add(new Violation(service.Service, $"{message.MessageType} {message.MessageId} is not sent"));
                    continue;
                }

                violations.AddRange(
                    from endpoint in MessageEndpoints.All[message.MessageType]
                    where !(handled.Contains((endpoint.Service, message.MessageId, endpoint.Endpoint))
                        || (endpoint.Service == "program-state" && journal.GetValueOrDefault(message.MessageId) == 1))
                    select new Violation(
                        endpoint.Service,
                        $"{message.MessageType} {message.MessageId} is not handled once at {endpoint.Endpoint} (journal: {journal.GetValueOrDefault(message.MessageId)})"));
            }
        }

        return violations;
    }

    private async Task<IEnumerable<Violation>> EffectsAsync()
    {
        var violations = new List<Violation>();
        foreach (var service in services)
        {
            violations.AddRange((await service.EffectsAsync())
                .Where(effect => effect.Count > 1)
                .Select(effect => new Violation(service.Service, $"message {effect.SourceMessageId} had the effect {effect.Action} {effect.Count} times")));
        }

        return violations;
    }

    private async Task<IEnumerable<Violation>> AcknowledgedAsync(IReadOnlyCollection<AcknowledgedWrite> acknowledged)
    {
        var violations = new List<Violation>();
        foreach (var service in services)
        {
            var created = await service.CreatedAsync();
            var answers = await service.AnswersAsync();
            foreach (var write in acknowledged.Where(write => write.Service == service.Service))
            {
                if (created[write.Id].Count(action => action == write.Action) != 1)
                {
                    violations.Add(new Violation(service.Service, $"{write.Action} {write.Id} has {created[write.Id].Count()} audit rows, not one"));
                }

                if (answers[write.Id].Count() != 1)
                {
                    violations.Add(new Violation(service.Service, $"{write.Action} {write.Id} has {answers[write.Id].Count()} kept answers, not one"));
                }
            }
        }

        return violations;
    }
}
