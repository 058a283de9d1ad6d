using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Domain.Disclosures;

namespace IopPlatform.Intake.Features.Consents;

/// <param name="ExpiresOn">Last day on which it holds.</param>
/// <param name="RevokedAt">Null unless it was revoked, or the event came with which it ended.</param>
/// <param name="Terms">Null on a consent that was recorded without them; such a consent carries no disclosure.</param>
/// <param name="Ended">Set together with revokedAt.</param>
public sealed record ConsentDetails(
    Guid Id,
    Guid PatientId,
    string Kind,
    string Discloser,
    string Recipient,
    string Information,
    string Purpose,
    DateOnly? ExpiresOn,
    string SignedBy,
    DateTimeOffset SignedAt,
    DateTimeOffset RecordedAt,
    DateTimeOffset? RevokedAt,
    long Version,
    ConsentTerms? Terms,
    ConsentEnded? Ended)
{
    public static ConsentDetails Of(ConsentRow row) => new(
        row.Id, row.PatientId, row.Kind, row.Discloser, row.Recipient, row.Information, row.Purpose, row.ExpiresOn, row.SignedBy,
        row.SignedAt, row.RecordedAt, row.RevokedAt, row.Version, row.Terms,
        row.RevokedAt is null ? null : new ConsentEnded(
            row.EndedBy ?? RevokeConsent.Revocation, row.RevocationRecordedBy, row.RevokedBy,
            row.RevocationReason?.Open(IntakeFields.RevocationReason, row.Id)));
}

/// <param name="By">revocation or event.</param>
/// <param name="RecordedBy">Who entered it; unknown for revocations from before this was kept.</param>
/// <param name="RevokedBy">Whose wish it was, where that was not who entered it.</param>
public sealed record ConsentEnded(string By, string? RecordedBy, string? RevokedBy, string? Reason);
