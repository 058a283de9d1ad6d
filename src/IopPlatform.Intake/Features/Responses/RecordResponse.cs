using FluentValidation;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Instruments;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Responses;

/// <param name="Answers">By item number; a missing or null answer is a blank.</param>
/// <param name="AnsweredAt">Now when not stated.</param>
public sealed record RecordResponseRequest(
    string InstrumentId, IReadOnlyDictionary<string, int?> Answers, DateTimeOffset? AnsweredAt);

/// <summary>Records and scores the answers to an instrument. An answer sheet without a score is kept, too.</summary>
public static class RecordResponse
{
    public sealed class Validator : AbstractValidator<RecordResponseRequest>
    {
        public Validator()
        {
            RuleFor(request => request.InstrumentId).NotEmpty();
            RuleFor(request => request.Answers).NotNull();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/patients/{id:guid}/responses", HandleAsync)
        .WithName(nameof(RecordResponse))
        .WithTags("Responses")
        .WithSummary("Records and scores the answers to an instrument.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.Patient)
        .Audited("response.record")
        .Validated(new Validator())
        .CreatesOnce(response => $"/api/intake/responses/{response}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        Guid id, RecordResponseRequest request, TenantDatabase db, InstrumentCatalogs instruments, CancellationToken cancellationToken)
    {
        if (instruments.Of(db.Caller.OrganizationId).Find(request.InstrumentId) is not { } pack)
            return Problems.Field("instrumentId", "There is no such instrument.");
        var write = db.Write();
        if (await PatientAtSite.FindAsync(db, id, write.Now, cancellationToken) is not { } patient) return Problems.NotFound("patient");
        if (request.AnsweredAt > write.Now + FieldRules.ClockSkew) return Problems.Field("answeredAt", "This lies in the future.");

        var result = Scorer.Score(pack, request.Answers);
        if (result is Invalid invalid)
        {
            return Problems.Fields(invalid.Errors
                .GroupBy(error => "answers." + error.Item)
                .ToDictionary(group => group.Key, group => group.Select(error => error.Text).ToArray()));
        }

        var responseId = Guid.CreateVersion7(write.Now);
        write.Created(responseId);
        new AnswerSheet(pack, request.Answers, result, request.AnsweredAt ?? write.Now)
            .Record(write, responseId, id, patient.SiteId, patient.EpisodeId);
        await write.CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/intake/responses/{responseId}", new Created(responseId));
    }
}
