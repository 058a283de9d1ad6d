using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>A consent as stored.</summary>
public sealed record ConsentRow(
    Guid Id,
    Guid PatientId,
    Guid SiteId,
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
    string? RevocationRecordedBy,
    string? RevokedBy,
    SealedText? RevocationReason,
    string? EndedBy,
    string? DiscloserKind,
    string[]? InformationKinds,
    string? SubstanceUseInformation,
    string? Recipients,
    string? Intermediary,
    string[]? Purposes,
    string? RevocationStatement,
    string? Expiry,
    string? ExpiryEvent,
    string? ExpiryEventText,
    string? SignerCapacity,
    string? AuthorityToSign,
    bool? RedisclosureStated,
    bool? RefusalStated,
    string? FormVersion,
    string? FormLanguage,
    string? FormSha256,
    long Version,
    DateOnly? SignedOn)
{
    /// <summary>Without <c>signed_on</c>, the day at the site, which a query adds last (null where nothing is decided on it).</summary>
    public const string Columns =
        """
        id, patient_id, site_id, kind, discloser, recipient, information, purpose, expires_on, signed_by, signed_at, recorded_at,
        revoked_at, revocation_recorded_by, revoked_by, revocation_reason, ended_by, discloser_kind, information_kinds,
        substance_use_information, recipients::text as recipients, intermediary::text as intermediary, purposes, revocation_statement,
        expiry, expiry_event, expiry_event_text, signer_capacity, authority_to_sign, redisclosure_stated, refusal_stated, form_version,
        form_language, form_sha256, version
        """;

    /// <summary>Null on a consent that was recorded without them. The table has all of them or none.</summary>
    public ConsentTerms? Terms => InformationKinds is null ? null : new ConsentTerms(
        DiscloserKind!,
        InformationKinds,
        SubstanceUseInformation!,
        Json.Read<ConsentRecipient[]>(Recipients!),
        Intermediary is null ? null : Json.Read<ConsentIntermediary>(Intermediary),
        Purposes!,
        RevocationStatement!,
        Expiry!,
        ExpiryEvent,
        ExpiryEventText,
        SignerCapacity!,
        AuthorityToSign,
        RedisclosureStated!.Value,
        RefusalStated!.Value,
        new ConsentForm(FormVersion!, FormLanguage!, FormSha256!));

    /// <exception cref="InvalidOperationException">It was read without the day of signing.</exception>
    public ConsentOnFile OnFile() => new(
        Id, Version, Kind, SignedOn ?? throw new InvalidOperationException("The consent was read without signed_on."), SignedAt, ExpiresOn,
        RevokedAt, Terms);
}
