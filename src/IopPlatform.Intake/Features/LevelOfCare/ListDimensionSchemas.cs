using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Persistence.Audit;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.LevelOfCare;

/// <summary>The dimensions of both editions, with what each rating means, so that a form can be made of them.</summary>
public static class ListDimensionSchemas
{
    private static readonly Page<DimensionSchema> All = new(DimensionSchema.All, null);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/dimension-schemas", () => TypedResults.Ok(All))
        .WithName(nameof(ListDimensionSchemas))
        .WithTags("Level of care")
        .WithSummary("Lists the dimensions along which a patient is rated, by edition.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer)
        .Audited("dimension-schema.list")
        .ReadsNoChart("Questions, not answers.")
        .Produces<Page<DimensionSchema>>();
}
