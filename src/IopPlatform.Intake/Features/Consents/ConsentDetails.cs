namespace IopPlatform.Intake.Features.Consents;

/// <param name="ExpiresOn">Last day on which it holds.</param>
/// <param name="RevokedAt">Null unless it was revoked.</param>
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
    long Version)
{
    public const string Columns =
        """
        id, patient_id, kind, discloser, recipient, information, purpose, expires_on, signed_by, signed_at, recorded_at,
        revoked_at, version
        """;
}
