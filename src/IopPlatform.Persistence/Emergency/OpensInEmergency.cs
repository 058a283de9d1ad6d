using IopPlatform.Persistence.Audit;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.Persistence.Emergency;

/// <summary>The endpoint's reads meet the rows of a patient whom the caller has opened in an emergency, too.</summary>
public sealed record OpensInEmergency
{
    /// <summary>
    /// Only for clinicians, only for reading a chart, only where it is marked: whatever forgets one of them stays closed.
    /// </summary>
    internal static bool IsFor(HttpContext? http, Caller? caller) =>
        http?.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<OpensInEmergency>() is not null
        && metadata.GetMetadata<ChartView>() is not null
        && HttpMethods.IsGet(http.Request.Method)
        && caller is { StaffId: not null, SiteIds: not null }
        && Roles.Clinicians.Any(caller.Is);
}

public static class OpensInEmergencyExtensions
{
    /// <summary>
    /// Answers a clinician who has broken the glass with the rows of that patient. For answers that are made of the patient's
    /// own rows and are whole without any others: what needs a session, a room or another participant stays closed, since half
    /// an answer misleads.
    /// </summary>
    public static RouteHandlerBuilder OpensInEmergency(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new OpensInEmergency());
}
