using FluentValidation;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Scheduling.Features.Rooms;

public sealed record CreateRoomRequest(Guid SiteId, string Name, int Seats);

public static class CreateRoom
{
    private const int SeatsMax = 500;

    private sealed class Validator : AbstractValidator<CreateRoomRequest>
    {
        public Validator()
        {
            RuleFor(request => request.SiteId).NotEmpty();
            RuleFor(request => request.Name).IsPlainText(100);
            RuleFor(request => request.Seats).InclusiveBetween(1, SeatsMax);
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/rooms", HandleAsync)
        .WithName(nameof(CreateRoom)).WithTags("Rooms").WithSummary("Adds a room to a site.")
        .RequireRoles(Roles.SiteManager)
        .Audited("room.create")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/scheduling/rooms/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        CreateRoomRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!await db.SiteIsReachableAsync(request.SiteId, cancellationToken))
        {
            return Problems.NotFound("site");
        }

        var write = db.Write();
        var id = Guid.CreateVersion7(write.Now);
        try
        {
            await write
                .Add(
                    "insert into rooms (organization_id, id, site_id, name, seats, version) values ($1, $2, $3, $4, $5, 1)",
                    write.Caller.OrganizationId, id, request.SiteId, request.Name.Trim(), request.Seats)
                .Audit("room", id)
                .Created(id)
                .CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "room_name")
        {
            return Problems.Rule("room-name-taken", "The site has a room of this name.", "name");
        }

        return TypedResults.Created($"/api/scheduling/rooms/{id}", new Created(id));
    }
}
