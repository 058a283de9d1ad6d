using System.Security.Cryptography;
using System.Text.Json;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Disclosures;
using Npgsql;

namespace IopPlatform.Intake.Features.Disclosures;

/// <summary>
/// Decides on a disclosure and writes the decision to the log, in one transaction that holds the consent it rests on: a
/// revocation waits until the log row is there, and after a revocation no row can come.
/// </summary>
internal static class DisclosureLog
{
    private const int TriesMax = 4;

    /// <returns>Null when the caller cannot reach the patient; then nothing is logged.</returns>
    public static async Task<DisclosureAnswer?> DecideAsync(
        TenantDatabase db, DisclosureAsked request, CancellationToken cancellationToken)
    {
        var hash = Hash(request);
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            var write = db.Write();
            if (await ConfidentialityOf.PatientAsync(db, request.PatientId, write.Now, cancellationToken) is not { } patient) return null;

            var asked = request with { Recipient = await ConfidentialityOf.RecipientAsync(db, request.Recipient, cancellationToken) };
            var decision = DisclosureDecision.Decide(asked, patient.Facts);
            var former = await FormerAsync(db, request.RequestId, cancellationToken);
            if (former.Any(row => !row.RequestHash.AsSpan().SequenceEqual(hash)))
                return DisclosureAnswer.Refused("request-id-reused", "This request id was used for another request.");
            if (former.FirstOrDefault(row => row.Is(decision)) is { } logged)
                return Answer(logged.Id, asked, decision, patient.Facts.IsPart2);

            var id = Guid.CreateVersion7(write.Now);
            Add(write, id, patient.SiteId, asked, hash, decision, patient.Facts.IsPart2);
            try
            {
                await write.CommitAsync(cancellationToken);
                return Answer(id, asked, decision, patient.Facts.IsPart2);
            }
            catch (StaleWriteException)
            {
                // The consent was revoked, or changed, since it was read: decide again on what holds now.
            }
            catch (PostgresException exception) when (exception.ConstraintName == "disclosure_request")
            {
                // The same request was faster in another process: the next round finds its row.
            }
        }

        return DisclosureAnswer.Refused(DisclosureRules.ConsentChanging, "The consents are being changed at this moment; ask again.");
    }

    /// <summary>Logs, as part of the change, what was decided within it.</summary>
    public static WriteBatch Disclosed(
        this WriteBatch write, Guid id, Guid siteId, DisclosureAsked asked, DisclosureDecision decision, bool isPart2)
    {
        Add(write, id, siteId, asked, Hash(asked), decision, isPart2);
        return write;
    }

    private static void Add(
        WriteBatch write, Guid id, Guid siteId, DisclosureAsked asked, byte[] hash, DisclosureDecision decision, bool isPart2)
    {
        if (decision.Consent is { } consent)
        {
            write.Add(
                """
                with held as (select 1 from consents where id = $1 and version = $2 and revoked_at is null for share)
                select iop.must_be_one(count(*)) from held
                """,
                consent.Id, consent.Version);
        }

        write
            .Add(
                """
                insert into disclosures
                    (organization_id, id, request_id, request_hash, patient_id, site_id, decided_at, permitted, rule, basis, consent_id,
                     consent_version, is_part2, recipient_kind, recipient_identifier, recipient_name, recipient_address, intermediary,
                     information_kinds, purpose, documentation, channel, asked_by, on_behalf_of)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text, $11::uuid, $12::bigint, $13, $14, $15::text, $16, $17::text,
                        $18::text, $19, $20, $21::bytea, $22, $23, $24::text)
                """,
                write.Caller.OrganizationId, id, asked.RequestId, hash, asked.PatientId, siteId, write.Now, decision.Permitted,
                decision.Rule, decision.Basis, decision.Consent?.Id, decision.Consent?.Version, isPart2, asked.Recipient.Kind,
                asked.Recipient.Identifier, asked.Recipient.Name, asked.Recipient.Address, asked.Intermediary,
                asked.InformationKinds.ToArray(), asked.Purpose,
                asked.Documentation is { } written ? IntakeFields.DisclosureDocumentation.SealJson(id, written) : null, asked.Channel, asked.Service,
                asked.OnBehalfOf)
            .Audit("disclosure", id, asked.PatientId, new { permitted = decision.Permitted, rule = decision.Rule, consent = decision.Consent?.Id });
    }

    private static DisclosureAnswer Answer(Guid id, DisclosureAsked asked, DisclosureDecision decision, bool isPart2) =>
        decision.Permitted
            ? new(
                true, id, decision.Basis, decision.Consent?.Id, asked.InformationKinds, isPart2 ? Part2Notice.Text : null,
                decision.Consent is { Terms: { } terms } ? Scope(terms) : null, decision.Rule, decision.Explanation)
            : DisclosureAnswer.Refused(decision.Rule, decision.Explanation, id);

    private static string Scope(ConsentTerms terms) =>
        $"The patient consented to the disclosure of {string.Join(", ", terms.InformationKinds)} to "
        + $"{string.Join(", ", terms.Recipients.Select(recipient => recipient.Name))} for {string.Join(", ", terms.Purposes)}.";

    /// <summary>What was logged of this request before. It is decided anew each time: a repetition may come after a revocation.</summary>
    private static Task<IReadOnlyList<Former>> FormerAsync(TenantDatabase db, Guid requestId, CancellationToken cancellationToken) =>
        db.QueryAsync<Former>(
            "select id, basis, consent_id, request_hash from disclosures where request_id = $1", [requestId], cancellationToken);

    private static byte[] Hash(DisclosureAsked request) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        request with
        {
            InformationKinds = [.. request.InformationKinds.Order(StringComparer.Ordinal)],
            Documentation = request.Documentation is null
                ? null : new SortedDictionary<string, string>(new Dictionary<string, string>(request.Documentation), StringComparer.Ordinal),
        },
        Json.Options));

    private sealed record Former(Guid Id, string? Basis, Guid? ConsentId, byte[] RequestHash)
    {
        public bool Is(DisclosureDecision decision) => Basis == decision.Basis && ConsentId == decision.Consent?.Id;
    }
}
