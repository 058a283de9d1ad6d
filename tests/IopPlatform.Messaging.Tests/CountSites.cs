using System.Collections.Concurrent;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;
using Npgsql;

namespace IopPlatform.Messaging.Tests;

/// <summary>
/// A consumer with one visible effect; a site named "Poison" makes it fail until its organization is cured, one named "Flaky" twice;
/// for one named "Away" the database is away at the first six attempts.
/// </summary>
public sealed class CountSiteOnSiteChanged(TenantDatabase db) : IConsumer<SiteChanged>
{
    private static readonly ConcurrentDictionary<Guid, int> Attempts = new();

    public static ConcurrentDictionary<Guid, bool> Cured { get; } = new();

    public async Task Consume(ConsumeContext<SiteChanged> context)
    {
        if (context.Message.Name == "Poison" && !Cured.ContainsKey(context.Message.OrganizationId))
        {
            throw new InvalidOperationException("This message cannot be handled.");
        }

        if (context.Message.Name == "Flaky" && Attempts.AddOrUpdate(context.Message.SiteId, 1, (_, attempts) => attempts + 1) < 3)
        {
            throw new InvalidOperationException("Not yet.");
        }

        if (context.Message.Name == "Away" && Attempts.AddOrUpdate(context.Message.SiteId, 1, (_, attempts) => attempts + 1) <= 6)
        {
            throw new NpgsqlException("Exception while reading from stream");
        }

        var write = db.Write();
        await write
            .Add("insert into effects (organization_id, message_version) values ($1, $2)", write.Caller.OrganizationId, context.Message.Version)
            .Audit("site", context.Message.SiteId)
            .CommitAsync(context.CancellationToken);
    }
}

/// <summary>Another consumer of the same event, without effects; it remembers how often it saw each message.</summary>
public sealed class WatchSiteOnSiteChanged : IConsumer<SiteChanged>
{
    public static ConcurrentDictionary<Guid, int> Seen { get; } = new();

    public Task Consume(ConsumeContext<SiteChanged> context)
    {
        Seen.AddOrUpdate(context.MessageId!.Value, 1, (_, times) => times + 1);
        return Task.CompletedTask;
    }
}
