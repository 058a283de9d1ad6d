using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.FollowUps;

/// <summary>Plans what the team agreed with the patient beside the standard follow-ups.</summary>
public sealed class AddAgreedFollowUpsOnDischargeSigned(TenantDatabase db) : IConsumer<DischargeSigned>
{
    public async Task Consume(ConsumeContext<DischargeSigned> context)
    {
        var discharge = context.Message;
        var missing = await db.MissingAsync(discharge.EpisodeId, Wanted(discharge), context.CancellationToken);
        var timeZone = await db.TimeZoneAsync(discharge.SiteId, context.CancellationToken);
        var write = db.Write();
        foreach (var followUp in missing)
        {
            write.Plan(followUp, timeZone);
        }

        await write
            .Audit("discharge", discharge.DischargeId, discharge.PatientId, new { planned = missing.Count })
            .CommitAsync(context.CancellationToken);
    }

    private static IEnumerable<FollowUpWanted> Wanted(DischargeSigned discharge) => discharge.Reason == "death"
        ? []
        : discharge.FollowUps.Select(agreed => new FollowUpWanted(
            discharge.EpisodeId, discharge.PatientId, discharge.SiteId, agreed.Kind, agreed.DueOn));
}
