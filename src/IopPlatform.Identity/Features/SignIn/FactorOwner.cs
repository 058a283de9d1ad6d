using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>Whoever may change second factors in this browser now.</summary>
/// <param name="Methods">What they have shown in this sign-in.</param>
/// <param name="IsSignedIn">False in the middle of a first sign-in, which the new factor completes.</param>
internal sealed record FactorOwner(Person Person, IReadOnlyList<string> Methods, bool IsSignedIn);

internal static class FactorOwnerExtensions
{
    /// <summary>A session that is older does not change factors: the browser may have been left open (ASVS 7.5.1).</summary>
    public static readonly TimeSpan SignedInWithin = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Somebody with a right first factor and no second yet, or somebody who has just signed in, with a second factor if they
    /// have one. Never somebody with a password alone who has a factor: the password may be stolen.
    /// </summary>
    public static async Task<FactorOwner?> MayChangeFactorsAsync(
        this BrowserSessions sessions, HttpContext http, SecondFactors factors)
    {
        if (await sessions.PendingAsync(http) is var (pending, first))
        {
            return (await factors.OfAsync(pending.Id, http.RequestAborted)).Any ? null : new FactorOwner(pending, first.Methods, IsSignedIn: false);
        }

        return await sessions.RecentAsync(http, SignedInWithin) is var (person, signedIn)
            && (signedIn.HasSecondFactor || !(await factors.OfAsync(person.Id, http.RequestAborted)).Any)
                ? new FactorOwner(person, signedIn.Methods, IsSignedIn: true)
                : null;
    }
}
