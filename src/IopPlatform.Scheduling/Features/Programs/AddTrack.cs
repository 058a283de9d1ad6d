using FluentValidation;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Scheduling.Features.Programs;

public sealed record AddTrackRequest(string Name);

public static class AddTrack
{
    private sealed class Validator : AbstractValidator<AddTrackRequest>
    {
        public Validator() => RuleFor(request => request.Name).IsPlainText(100);
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/programs/{id:guid}/tracks", (
            Guid id, AddTrackRequest request, TenantDatabase db, CancellationToken cancellationToken) =>
            Contention.RepeatAsync(() => HandleAsync(id, request, db, cancellationToken), cancellationToken))
        .WithName(nameof(AddTrack)).WithTags("Programs").WithSummary("Adds a track to a program.")
        .RequireRoles(Roles.SiteManager)
        .Audited("program.add-track")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/scheduling/tracks/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid id, AddTrackRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var program = await db.QuerySingleAsync<ProgramRecord>(
            $"select {ProgramRecord.Columns} from programs p where p.id = $1", [id], cancellationToken);
        if (program is null)
        {
            return Problems.NotFound("program");
        }

        var write = db.Write();
        var track = new TrackOffered(Guid.CreateVersion7(write.Now), request.Name.Trim());
        try
        {
            await write
                .ChangeOne("update programs set version = version + 1 where id = $1 and version = $2", id, program.Version)
                .Add(
                    "insert into tracks (organization_id, id, program_id, site_id, name) values ($1, $2, $3, $4, $5)",
                    write.Caller.OrganizationId, track.TrackId, id, program.SiteId, track.Name)
                .Audit("track", track.TrackId)
                .PublishProgram(program with { Version = program.Version + 1 }, track)
                .Created(track.TrackId)
                .CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "track_name")
        {
            return Problems.Rule("track-name-taken", "The program has a track of this name.", "name");
        }

        return TypedResults.Created($"/api/scheduling/tracks/{track.TrackId}", new Created(track.TrackId));
    }
}
