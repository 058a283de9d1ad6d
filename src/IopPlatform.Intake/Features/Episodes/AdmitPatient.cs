using FluentValidation;
using IopPlatform.Clinical.Program;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Features.Coverages;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Created = IopPlatform.Persistence.Idempotency.Created;

namespace IopPlatform.Intake.Features.Episodes;

/// <param name="TrackId">One of the program's tracks.</param>
/// <param name="AdmittedOn">The day of admission at the site; up to a year back (late entry), up to 14 days ahead.</param>
public sealed record AdmitPatientRequest(Guid ProgramId, Guid? TrackId, DateOnly AdmittedOn, Guid PrimaryTherapistId);

/// <summary>Opens an episode of care, unless something stands in the way.</summary>
public static class AdmitPatient
{
    private const int LateEntryDaysMax = 366;
    private const int AheadDaysMax = 14;

    public sealed class Validator : AbstractValidator<AdmitPatientRequest>
    {
        public Validator()
        {
            RuleFor(request => request.ProgramId).NotEmpty();
            RuleFor(request => request.AdmittedOn).NotEmpty();
            RuleFor(request => request.PrimaryTherapistId).NotEmpty();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/referrals/{id:guid}/admission", HandleAsync)
        .WithName(nameof(AdmitPatient))
        .WithTags("Episodes")
        .WithSummary("Admits a referral's patient to a program. A 409 lists all blockers.")
        .RequireRoles(Roles.IntakeCoordinator)
        .Audited("patient.admit")
        .Validated(new Validator())
        .CreatesOnce(episode => $"/api/intake/episodes/{episode}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        Guid id, AdmitPatientRequest request, TenantDatabase db, IntakeMetrics metrics, CancellationToken cancellationToken)
    {
        var write = db.Write();
        if (await ReferralFacts.FindAsync(db, id, write.Now, cancellationToken) is not { } facts) return Problems.NotFound("referral");
        var program = await db.QuerySingleAsync<ProgramRow>(
            "select site_id, level_of_care, tracks::text as tracks from programs where id = $1 and active",
            [request.ProgramId],
            cancellationToken);
        if (program is null) return Problems.NotFound("program");
        if (WrongField(request, facts, program) is { } wrong) return wrong;
        IReadOnlyList<Blocker> blockers = [.. Blocker.Of(facts), .. Blocker.OfProgram(facts, program.SiteId, program.LevelOfCare)];
        if (blockers.Count > 0) return Blocked(blockers);

        var baseline = await db.QueryAsync<BaselineScore>(
            """
            select distinct on (instrument_id) id as response_id, instrument_id, value, band, answered_at from responses
            where patient_id = $1 order by instrument_id, answered_at desc, id desc
            """,
            [facts.PatientId],
            cancellationToken);
        var authorizations = await db.QueryAsync<AuthorizationRow>(
            $"select {AuthorizationRow.Columns} from authorizations where patient_id = $1 and valid_to >= $2",
            [facts.PatientId, request.AdmittedOn],
            cancellationToken);
        var episode = Open(Guid.CreateVersion7(write.Now), request, facts, program, baseline, write.Now);
        HoldWhatBlocks(write, facts);
        Add(write, episode, facts, baseline, authorizations);
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName is "episode_open" or "episode_referral")
        {
            return Blocked([Blocker.AlreadyAdmitted]);
        }
        catch (StaleWriteException)
        {
            // Something was changed at this same instant; where it blocks the admission, that is the answer.
            if (await ReferralFacts.FindAsync(db, id, write.Now, cancellationToken) is { } now && Blocker.Of(now) is { Count: > 0 } found)
                return Blocked(found);
            throw;
        }

        metrics.Admitted(episode.LevelOfCare);
        return TypedResults.Created($"/api/intake/episodes/{episode.Id}", new Created(episode.Id));
    }

    /// <summary>
    /// Holds the patient's row, so that no response is added meanwhile, and the consents, so that none is revoked; then looks
    /// once more at what both can block. Assessments, determinations and the referral's own state are held by its version.
    /// </summary>
    private static void HoldWhatBlocks(WriteBatch write, ReferralFacts facts) => write
        .Add("select 1 from patients where id = $1 for update", facts.PatientId)
        .Add(
            "select 1 from consents where patient_id = $1 and kind in ('treatment', 'part2-tpo') order by id for share", facts.PatientId)
        .Add(
            """
            select iop.must_be_one(count(*)) from patients p
            where p.id = $1
              and (select count(distinct c.kind) from consents c
                   where c.organization_id = p.organization_id and c.patient_id = p.id and c.kind in ('treatment', 'part2-tpo')
                     and c.revoked_at is null and (c.expires_on is null or c.expires_on >= $2)) = 2
              and (select x.safety_level from responses x
                   where x.organization_id = p.organization_id and x.patient_id = p.id and x.instrument_id = $3
                   order by x.answered_at desc, x.id desc limit 1) = $4
            """,
            facts.PatientId, facts.Today, ReferralFacts.Screener, facts.ScreenerSafety);

    private static ProblemHttpResult? WrongField(AdmitPatientRequest request, ReferralFacts facts, ProgramRow program)
    {
        if (request.AdmittedOn > facts.Today.AddDays(AheadDaysMax))
            return Problems.Field("admittedOn", $"An admission is entered at most {AheadDaysMax} days ahead.");
        if (request.AdmittedOn < facts.Today.AddDays(-LateEntryDaysMax))
            return Problems.Field("admittedOn", $"An admission is entered at most {LateEntryDaysMax} days late.");
        return request.TrackId is { } track && Json.Read<TrackOffered[]>(program.Tracks).All(offered => offered.TrackId != track)
            ? Problems.Field("trackId", "The program has no such track.")
            : null;
    }

    /// <summary>409 with all blockers; the rule of the first stands where a program looks for it.</summary>
    private static ProblemHttpResult Blocked(IReadOnlyList<Blocker> blockers) => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status409Conflict,
        Title = "The patient cannot be admitted yet.",
        Detail = string.Join(' ', blockers.Select(blocker => blocker.Text)),
        Extensions = { ["rule"] = blockers[0].Rule, ["blockers"] = blockers },
    });

    private static EpisodeRow Open(
        Guid id,
        AdmitPatientRequest request,
        ReferralFacts facts,
        ProgramRow program,
        IReadOnlyList<BaselineScore> baseline,
        DateTimeOffset now) =>
        new(
            id, facts.PatientId, facts.Id, facts.SiteId, request.ProgramId, request.TrackId, program.LevelOfCare, now,
            AgeGroups.Of(facts.BirthDate, request.AdmittedOn).ToCode(), request.AdmittedOn, request.PrimaryTherapistId,
            System.Text.Json.JsonSerializer.Serialize(baseline, Json.Options), null, null, now, 1);

    private static void Add(
        WriteBatch write,
        EpisodeRow episode,
        ReferralFacts facts,
        IReadOnlyList<BaselineScore> baseline,
        IReadOnlyList<AuthorizationRow> authorizations)
    {
        var organizationId = write.Caller.OrganizationId;
        write
            .Created(episode.Id)
            .Add(
                """
                insert into episodes
                    (organization_id, id, patient_id, referral_id, site_id, program_id, track_id, level_of_care, level_decided_at,
                     age_group, admitted_on, primary_therapist_id, baseline, opened_at, version)
                values ($1, $2, $3, $4, $5, $6, $7::uuid, $8, $9, $10, $11, $12, $13, $14, 1)
                """,
                organizationId, episode.Id, episode.PatientId, episode.ReferralId, episode.SiteId, episode.ProgramId, episode.TrackId,
                episode.LevelOfCare, episode.LevelDecidedAt, episode.AgeGroup, episode.AdmittedOn, episode.PrimaryTherapistId,
                new Json(baseline), episode.OpenedAt)
            .ChangeOne(
                "update referrals set status = 'admitted', version = version + 1 where id = $1 and version = $2", facts.Id, facts.Version)
            .Audit("episode", episode.Id, episode.PatientId)
            .Publish(episode.ToEvent(organizationId, write.Now));

        // What was approved before the admission now belongs to the episode; consumers learn it by a higher version.
        foreach (var authorization in authorizations)
        {
            write
                .ChangeOne(
                    "update authorizations set version = version + 1 where id = $1 and version = $2", authorization.Id, authorization.Version)
                .Publish((authorization with { Version = authorization.Version + 1 }).ToEvent(organizationId, episode.Id, write.Now));
        }
    }

    private sealed record ProgramRow(Guid SiteId, string LevelOfCare, string Tracks);
}
