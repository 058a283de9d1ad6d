using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>What comes after each step of a sign-in, whatever the first factor was.</summary>
public sealed class SignInSteps(
    BrowserSessions sessions, SecondFactors factors, SignInDirectory directory, LockOut lockOut, AuthDatabase database)
{
    /// <summary>The first factor was right: on to the second, or to its enrollment, or to the app.</summary>
    /// <param name="methods">Method references of the first factor.</param>
    /// <param name="at">When it was shown, where that was not just now.</param>
    public async Task<IResult> AfterFirstAsync(
        HttpContext http, Person person, IReadOnlyList<string> methods, string? returnUrl, DateTimeOffset? at = null)
    {
        var reaches = await directory.ReachesOfAsync(person.Id, http.RequestAborted);
        var own = await factors.OfAsync(person.Id, http.RequestAborted);
        if (!SecondFactorRule.IsNeeded(reaches, own))
        {
            return await CompleteAsync(http, person, methods, returnUrl, at);
        }

        await sessions.BeginAsync(http, person, methods);
        return Results.Redirect(SignInForm.Address(own.Any ? EnterSecondFactor.Path : EnrollTotp.Path, returnUrl));
    }

    /// <summary>The person has just chosen a password by an invitation: on with the stamp that it has brought.</summary>
    public async Task<IResult> AfterNewPasswordAsync(HttpContext http, Person person)
    {
        await database.Entry(person).ReloadAsync(http.RequestAborted);
        return await AfterFirstAsync(http, person, [SignIn.PasswordMethod], returnUrl: null);
    }

    /// <summary>All that is needed was shown.</summary>
    /// <param name="at">When, where that was not just now: an external provider has seen the person before.</param>
    public async Task<IResult> CompleteAsync(
        HttpContext http, Person person, IReadOnlyList<string> methods, string? returnUrl, DateTimeOffset? at = null)
    {
        await lockOut.ClearAsync(person.Id, http.RequestAborted);
        await sessions.StartAsync(http, person, methods, at);
        return SignInForm.Safe(returnUrl) is { Length: > 0 } address ? Results.Redirect(address) : SignIn.Done(http);
    }
}
