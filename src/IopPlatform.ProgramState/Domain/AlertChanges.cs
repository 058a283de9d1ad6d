using System.Security.Cryptography;
using System.Text;
using IopPlatform.Contracts.ProgramState.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>The events that a step from one state to the next gives rise to.</summary>
public static class AlertChanges
{
    public static IReadOnlyList<EpisodeAlertChanged> Between(
        EpisodeState before, EpisodeState after, Guid organizationId, Guid episodeId) =>
    [
        .. after.Alerts
            .Where(alert => before.Alerts.GetValueOrDefault(alert.Key) != alert.Value)
            .Select(alert => new EpisodeAlertChanged
            {
                OrganizationId = organizationId,
                Version = alert.Value.Version,
                OccurredAt = after.RecordedAt,
                AlertId = AlertId(episodeId, alert.Key),
                EpisodeId = episodeId,
                PatientId = after.Facts.PatientId,
                SiteId = after.Facts.SiteId,
                Kind = alert.Key,
                Open = alert.Value.Open,
                PrimaryTherapistId = after.Facts.Admission?.PrimaryTherapistId,
            }),
    ];

    /// <summary>Always the same for one episode and kind: an RFC 9562 UUID of version 8, made from a hash of both.</summary>
    public static Guid AlertId(Guid episodeId, string kind)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{episodeId:N}/{kind}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
