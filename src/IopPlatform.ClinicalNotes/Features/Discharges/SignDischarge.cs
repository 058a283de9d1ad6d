using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Features.Discharges;

/// <param name="ContentHash">SHA-256 over the discharge's id and content, as stored.</param>
public sealed record DischargeSignature(Guid Id, Guid SignedBy, DateTimeOffset SignedAt, string ContentHash, long Version);

public static class SignDischarge
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/discharges/{id:guid}/sign", HandleAsync)
        .WithName(nameof(SignDischarge))
        .WithTags("Discharges")
        .WithSummary("Signs a discharge, finally, once all notes of the episode are signed and cosigned. Needs If-Match.")
        .RequireRoles(Roles.Clinicians)
        .Audited("discharge.sign")
        .Produces<DischargeSignature>()
        .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, HttpContext http, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!http.Request.TryGetSeenVersion(out var seen, out var unreadable)) return unreadable!;
        if (await db.FindDischargeAsync(id, cancellationToken) is not { } discharge
            || await db.FindChartAsync(discharge.EpisodeId, cancellationToken) is not { } chart)
        {
            return Problems.NotFound("discharge");
        }

        if (discharge.Version != seen) return EntityTag.Stale();
        var signer = db.Caller.Clinician();
        var problem = DraftSigning.Problem(discharge.Status, discharge.AuthorId == signer, db.Caller.Is(Roles.MedicalDirector))
            ?? chart.ClosedProblem()
            ?? UnsignedProblem(await UnsignedNotesAsync(db, discharge.EpisodeId, cancellationToken));
        if (problem is not null) return problem;

        var write = db.Write();
        var signature = new DischargeSignature(
            id, signer, write.Now, ContentHash.Of(id, discharge.ClinicalText.Open(ClinicalFields.Discharge, id)), seen + 1);
        write
            // Notes refer to the episode, so none can come in between this lock and the look at them.
            .Add("select from episodes where id = $1 for update", discharge.EpisodeId)
            .ChangeOne(
                """
                update discharges set status = 'signed', signed_by = $3, signed_at = $4, content_hash = $5, version = version + 1
                where id = $1 and version = $2
                    and not exists (select from notes where episode_id = $6 and status in ('draft', 'awaiting-cosign'))
                """,
                id, seen, signer, write.Now, signature.ContentHash, discharge.EpisodeId)
            .Audit("discharge", id, discharge.PatientId)
            .Publish(ToEvent(write, discharge));
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "discharge_of_episode")
        {
            return Problems.Rule("discharge-signed", "Another discharge of this episode is signed already.");
        }

        http.Response.SetEntityTag(signature.Version);
        return TypedResults.Ok(signature);
    }

    private static DischargeSigned ToEvent(WriteBatch write, DischargeRow discharge) => new()
    {
        OrganizationId = write.Caller.OrganizationId,
        Version = discharge.Version + 1,
        OccurredAt = write.Now,
        DischargeId = discharge.Id,
        EpisodeId = discharge.EpisodeId,
        PatientId = discharge.PatientId,
        SiteId = discharge.SiteId,
        DischargedOn = discharge.DischargedOn,
        Reason = discharge.Reason,
        FollowUps = discharge.AgreedFollowUps,
    };

    private static async Task<IReadOnlyList<Guid>> UnsignedNotesAsync(
        TenantDatabase db, Guid episodeId, CancellationToken cancellationToken) =>
        await db.QueryAsync<Guid>(
            "select id from notes where episode_id = $1 and status in ('draft', 'awaiting-cosign') order by created_at, id",
            [episodeId],
            cancellationToken);

    private static ProblemHttpResult? UnsignedProblem(IReadOnlyList<Guid> noteIds) => noteIds.Count == 0
        ? null
        : TypedResults.Problem(new ProblemDetails
        {
            Status = StatusCodes.Status409Conflict,
            Title = "A rule forbids this.",
            Detail = $"{noteIds.Count} notes of the episode wait for a signature or a cosignature.",
            Extensions = { ["rule"] = "notes-unsigned", ["noteIds"] = noteIds },
        });
}
