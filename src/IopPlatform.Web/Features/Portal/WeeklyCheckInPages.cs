using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Features.Portal;

/// <summary>The weekly check-in: its questions, and the thanks with what happens next.</summary>
internal static class WeeklyCheckInPages
{
    public const string Path = "/portal/weekly";

    public static void Map(IEndpointRouteBuilder app, AuthorizeAttribute patient)
    {
        app.MapGet(Path, AskAsync).RequireAuthorization(patient);
        // It judges role and token itself: sent after the session has ended, what was answered is kept before the person signs in.
        app.MapPost(Path, AnswerAsync).AllowAnonymous().DisableAntiforgery();
        app.MapGet(Path + "/{response:guid}", ThankAsync).RequireAuthorization(patient);
    }

    private static async Task<RazorComponentResult> AskAsync(
        HttpContext http, GatewayApi api, Person person, Moments moments, KeptAnswers kept, CancellationToken cancellationToken)
    {
        try
        {
            var patient = await new ReadPortal(api, person, moments).PatientAsync(cancellationToken);
            var checkIn = await new ReadWeeklyCheckIn(api, moments).ForAsync(patient, cancellationToken);
            var again = checkIn is null ? null : kept.Take(http, person.Me!.Subject)?.For(checkIn.Instrument);
            return Show(new(patient, checkIn, again ?? WeeklyAnswers.None()) { AreKept = again is not null, Owner = kept.OwnerWord(person.Me!.Subject) });
        }
        catch (ApiException exception)
        {
            return Show(new(null, null, WeeklyAnswers.None()) { Failure = exception });
        }
    }

    private static async Task<Results<RedirectHttpResult, RazorComponentResult, ChallengeHttpResult, ForbidHttpResult, BadRequest>> AnswerAsync(
        HttpContext http, GatewayApi api, Person person, Moments moments, KeptAnswers kept, IAntiforgery antiforgery,
        IStringLocalizer<Words> words, CancellationToken cancellationToken)
    {
        if (!http.Request.HasFormContentType) return TypedResults.BadRequest();
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var (answers, owner) = (WeeklyAnswers.Of(form), form["owner"].ToString());
        if (http.User.Identity?.IsAuthenticated is not true)
        {
            kept.Keep(http, owner, answers);
            return TypedResults.Challenge(new() { RedirectUri = Path });
        }

        if (!http.User.IsInRole(Roles.Patient)) return TypedResults.Forbid();
        if (!await antiforgery.IsRequestValidAsync(http)) return TypedResults.BadRequest();
        var page = new WeeklyView(null, null, answers) { Owner = owner };
        try
        {
            var patient = await new ReadPortal(api, person, moments).PatientAsync(cancellationToken);
            var checkIn = await new ReadWeeklyCheckIn(api, moments).ForAsync(patient, cancellationToken);
            page = page with { Patient = patient, CheckIn = checkIn, Owner = kept.OwnerWord(person.Me!.Subject) };
            if (checkIn is null || patient.State is null) return Show(page);
            page = page with { Answers = answers.For(checkIn.Instrument) };
            if (page.Answers.Check(checkIn.Instrument, words) is { Count: > 0 } errors) return Show(page with { Errors = errors });
            var saved = await api.PostAsync<Gateway.Created>(
                $"/api/intake/patients/{patient.Id}/responses",
                new { instrumentId = checkIn.Instrument.Id, answers = page.Answers.ToAnswers() }, page.Answers.Key, cancellationToken);
            return TypedResults.LocalRedirect($"{Path}/{saved.Id}");
        }
        catch (ApiException exception)
        {
            // Without the questions there is no form to show the answers in.
            if (page.CheckIn is null || exception.Trouble == Trouble.SessionEnded) kept.Keep(http, owner, answers);
            return Show(page with { Failure = exception });
        }
    }

    private static async Task<RazorComponentResult> ThankAsync(
        Guid response, GatewayApi api, Person person, Moments moments, CancellationToken cancellationToken)
    {
        try
        {
            var patient = await new ReadPortal(api, person, moments).PatientAsync(cancellationToken);
            return Thank(patient, await api.GetAsync<ResponseDetails>($"/api/intake/responses/{response}", cancellationToken), null);
        }
        catch (ApiException exception)
        {
            return Thank(null, null, exception);
        }
    }

    private static RazorComponentResult Show(WeeklyView view) => new(
        typeof(WeeklyCheckInPage), new Dictionary<string, object?> { [nameof(WeeklyCheckInPage.Shown)] = view })
    {
        StatusCode = view.Errors.Count > 0 ? StatusCodes.Status400BadRequest : PortalPages.StatusOf(view.Failure?.Trouble),
    };

    private static RazorComponentResult Thank(PortalPatient? patient, ResponseDetails? response, ApiException? failure) => new(
        typeof(WeeklyThanksPage),
        new Dictionary<string, object?>
        {
            [nameof(WeeklyThanksPage.Shown)] = patient,
            [nameof(WeeklyThanksPage.Response)] = response,
            [nameof(WeeklyThanksPage.Failure)] = failure,
        })
    {
        StatusCode = PortalPages.StatusOf(failure?.Trouble),
    };
}

/// <summary>What the page shows.</summary>
/// <param name="CheckIn">Null where there is none for this person, and where it could not be read.</param>
internal sealed record WeeklyView(PortalPatient? Patient, WeeklyCheckIn? CheckIn, WeeklyAnswers Answers)
{
    /// <summary>By item.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();

    public ApiException? Failure { get; init; }

    /// <summary>The answers were given before, and not sent.</summary>
    public bool AreKept { get; init; }

    /// <summary>Whose form it is, sealed; see <see cref="KeptAnswers.OwnerWord"/>.</summary>
    public string Owner { get; init; } = "";
}
