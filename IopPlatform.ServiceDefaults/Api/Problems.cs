using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IopPlatform.ServiceDefaults.Api;

/// <summary>Problem details (RFC 9457) of the platform. Each names the rule that was broken, and the field where one is at fault.</summary>
public static class Problems
{
    /// <summary>404, also for things of another organization, site or patient: their existence is not revealed.</summary>
    public static ProblemHttpResult NotFound(string thing) =>
        TypedResults.Problem($"There is no such {thing} within your reach.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>409: the input is well formed, but a rule forbids it now. <paramref name="rule"/> is a stable code.</summary>
    public static ProblemHttpResult Rule(string rule, string explanation, string? field = null) =>
        TypedResults.Problem(new ProblemDetails
        {
            Status = StatusCodes.Status409Conflict,
            Title = "A rule forbids this.",
            Detail = explanation,
            Extensions = { ["rule"] = rule, ["field"] = field },
        });

    /// <summary>503: nothing was done, and trying again later is safe.</summary>
    public static ProblemHttpResult NotNow(string rule, string explanation) =>
        TypedResults.Problem(new ProblemDetails
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "The platform cannot do this right now.",
            Detail = explanation,
            Extensions = { ["rule"] = rule },
        });

    /// <summary>400: one field is wrong.</summary>
    public static ProblemHttpResult Field(string field, string explanation) =>
        Fields(new Dictionary<string, string[]> { [field] = [explanation] });

    /// <summary>400: several fields are wrong; keys are JSON paths such as <c>patient.birthDate</c>.</summary>
    public static ProblemHttpResult Fields(IDictionary<string, string[]> errors) =>
        TypedResults.Problem(new HttpValidationProblemDetails(errors)
        {
            Status = StatusCodes.Status400BadRequest,
            Title = "The request has fields that are missing or wrong.",
        });
}
