using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IopPlatform.Web.Features.Portal;

/// <summary>The patient's own plan, as it is signed.</summary>
internal static class PlanPages
{
    public static void Map(IEndpointRouteBuilder app, AuthorizeAttribute patient) =>
        app.MapGet("/portal/plan", ShowAsync).RequireAuthorization(patient);

    private static async Task<RazorComponentResult> ShowAsync(GatewayApi api, Person person, Moments moments, CancellationToken cancellationToken)
    {
        try
        {
            var patient = await new ReadPortal(api, person, moments).PatientAsync(cancellationToken);
            // None until the first plan is signed.
            var plan = patient.State is { } state
                ? await api.FindAsync<PlanDetails>($"/api/clinical-notes/episodes/{state.EpisodeId}/plan", cancellationToken)
                : null;
            return Show(patient, plan, null);
        }
        catch (ApiException exception)
        {
            return Show(null, null, exception);
        }
    }

    private static RazorComponentResult Show(PortalPatient? patient, PlanDetails? plan, ApiException? failure) => new(
        typeof(PlanPage),
        new Dictionary<string, object?>
        {
            [nameof(PlanPage.Shown)] = patient,
            [nameof(PlanPage.Plan)] = plan,
            [nameof(PlanPage.Failure)] = failure,
        })
    {
        StatusCode = PortalPages.StatusOf(failure?.Trouble),
    };
}
