using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ClinicalNotes.Features.EmergencyAccesses;

/// <summary>Keeps who has broken the glass for whom: row-level security opens that patient's rows to them while it lasts.</summary>
public sealed class KeepEmergencyAccessOnEmergencyAccessChanged(TenantDatabase db) : IConsumer<EmergencyAccessChanged>
{
    public Task Consume(ConsumeContext<EmergencyAccessChanged> context)
    {
        var access = context.Message;
        return db.Write()
            .Keep(new EmergencyAccess(
                access.EmergencyAccessId, access.Subject, access.PatientId, access.SiteId, access.OpenedAt, access.Until, access.Version))
            .Audit("emergency-access", access.EmergencyAccessId, access.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
