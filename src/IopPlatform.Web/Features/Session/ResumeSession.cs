using IopPlatform.Web.Server;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IopPlatform.Web.Features.Session;

/// <summary>
/// Lets an open page go on after its session has ended, with what was typed: the person signs in in another window, and the page
/// takes over the new session by a sealed word that counts for a minute.
/// </summary>
internal static class ResumeSession
{
    private static readonly TimeSpan CountsFor = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/web/resume", GiveAsync);

    public static ITimeLimitedDataProtector Protector(IDataProtectionProvider protection) =>
        protection.CreateProtector("IopPlatform.Web.Resume").ToTimeLimitedDataProtector();

    private static async Task<Results<ContentHttpResult, BadRequest>> GiveAsync(
        HttpContext http, IDataProtectionProvider protection, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http) || http.User.FindFirst(Tickets.Claim)?.Value is not { } ticket)
        {
            return TypedResults.BadRequest();
        }

        return TypedResults.Text(Protector(protection).Protect(ticket, CountsFor));
    }
}
