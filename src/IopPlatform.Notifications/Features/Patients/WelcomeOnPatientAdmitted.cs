using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Patients;

/// <summary>Welcomes a patient once an episode; later changes of the placement say nothing new.</summary>
public sealed class WelcomeOnPatientAdmitted(TenantDatabase db) : IConsumer<PatientAdmitted>
{
    public async Task Consume(ConsumeContext<PatientAdmitted> context)
    {
        var admitted = context.Message;
        var write = db.Write();
        var welcome = Outbound.AtOnce(
            TemplateNames.Welcome, $"welcome/{admitted.EpisodeId}", admitted.SiteId, admitted.EpisodeId, write.Now) with
        {
            PatientId = admitted.PatientId,
            EpisodeId = admitted.EpisodeId,
        };
        foreach (var message in await db.NewAsync([welcome], context.CancellationToken))
        {
            write.Queue(message).Audit("episode", admitted.EpisodeId, admitted.PatientId);
        }

        await write.CommitAsync(context.CancellationToken);
    }
}
