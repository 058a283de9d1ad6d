using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using Npgsql;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>What follows when an external sign-in is accepted.</summary>
public sealed class ExternalSignInSteps(TenantDatabases databases, SignInDirectory directory, LockOut lockOut, SignInSteps steps)
{
    public async Task<IResult> SignInAsync(
        HttpContext http, ExternalProvider provider, ExternalIdentity identity, Person person, string? returnUrl)
    {
        // A locked account stays locked, whatever the way.
        if (!await lockOut.TakeTryAsync(person.Id, http.RequestAborted)) return UseExternal.Locked(http, returnUrl);
        await lockOut.GiveBackAsync(person.Id, http.RequestAborted);
        return provider.SecondFactor.AreMetBy(identity)
            ? await steps.CompleteAsync(http, person, [UseExternal.Method, SignedIn.MultipleFactors], returnUrl, identity.AuthenticatedAt)
            : await steps.AfterFirstAsync(http, person, [UseExternal.Method], returnUrl, identity.AuthenticatedAt);
    }

    /// <param name="organization">Whose administrator has allowed it.</param>
    public async Task<IResult> LinkAndSignInAsync(
        HttpContext http, ExternalProvider provider, ExternalIdentity identity, Person person, Guid organization, string? returnUrl)
    {
        var reach = (await directory.ReachesOfAsync(person.Id, http.RequestAborted)).FirstOrDefault(
            reach => reach.Active && reach.PatientId is null && reach.OrganizationId == organization);
        if (reach is null) return UseExternal.Refused(http, provider, ExternalVerdict.NotLinked, returnUrl);
        try
        {
            await databases.For(reach.As(person.Id), "external-sign-in.link").Write()
                .TakeExternalInvitation(person.Id)
                .LinkExternal(person.Id, identity, provider.DisplayName)
                .Audit("person", person.Id, details: new { provider = provider.Name, allowed = "administrator" })
                .CommitAsync(http.RequestAborted);
        }
        catch (StaleWriteException)
        {
            return UseExternal.Refused(http, provider, ExternalVerdict.NotLinked, returnUrl);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "pk_person_logins")
        {
            return UseExternal.Refused(http, provider, ExternalVerdict.LinkedAlready, returnUrl);
        }

        return await SignInAsync(http, provider, identity, person, returnUrl);
    }
}
