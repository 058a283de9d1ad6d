using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Features.Portal;

/// <summary>The weekly check-in: its questions, and the thanks with what happens next.</summary>
internal static class WeeklyCheckInPages
{
    public static void Map(IEndpointRouteBuilder app, AuthorizeAttribute patient)
    {
        app.MapGet("/portal/weekly", AskAsync).RequireAuthorization(patient);
        app.MapPost("/portal/weekly", AnswerAsync).RequireAuthorization(patient);
        app.MapGet("/portal/weekly/{response:guid}", ThankAsync).RequireAuthorization(patient);
    }

    private static async Task<RazorComponentResult> AskAsync(GatewayApi api, Person person, Moments moments, CancellationToken cancellationToken)
    {
        try
        {
            var patient = await new ReadPortal(api, person, moments).PatientAsync(cancellationToken);
            return Show(patient, await new ReadWeeklyCheckIn(api, moments).ForAsync(patient, cancellationToken), WeeklyAnswers.None());
        }
        catch (ApiException exception)
        {
            return Show(null, null, WeeklyAnswers.None(), failure: exception);
        }
    }

    /// <param name="form">Bound as a whole; it carries the antiforgery token.</param>
    private static async Task<Results<RedirectHttpResult, RazorComponentResult>> AnswerAsync(
        GatewayApi api, Person person, Moments moments, IStringLocalizer<Words> words, IFormCollection form, CancellationToken cancellationToken)
    {
        PortalPatient? patient = null;
        WeeklyCheckIn? checkIn = null;
        var answers = WeeklyAnswers.None();
        try
        {
            patient = await new ReadPortal(api, person, moments).PatientAsync(cancellationToken);
            checkIn = await new ReadWeeklyCheckIn(api, moments).ForAsync(patient, cancellationToken);
            if (checkIn is null || patient.State is null) return Show(patient, checkIn, answers);
            answers = WeeklyAnswers.Of(form, checkIn.Instrument);
            if (answers.Check(checkIn.Instrument, words) is { Count: > 0 } errors) return Show(patient, checkIn, answers, errors);
            var saved = await api.PostAsync<Gateway.Created>(
                $"/api/intake/patients/{patient.Id}/responses",
                new { instrumentId = checkIn.Instrument.Id, answers = answers.ToAnswers() }, answers.Key, cancellationToken);
            return TypedResults.LocalRedirect($"/portal/weekly/{saved.Id}");
        }
        catch (ApiException exception)
        {
            return Show(patient, checkIn, answers, failure: exception);
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

    private static RazorComponentResult Show(
        PortalPatient? patient, WeeklyCheckIn? checkIn, WeeklyAnswers answers, IReadOnlyDictionary<string, string>? errors = null,
        ApiException? failure = null) => new(
        typeof(WeeklyCheckInPage),
        new Dictionary<string, object?>
        {
            [nameof(WeeklyCheckInPage.Shown)] = patient,
            [nameof(WeeklyCheckInPage.CheckIn)] = checkIn,
            [nameof(WeeklyCheckInPage.Answers)] = answers,
            [nameof(WeeklyCheckInPage.Errors)] = errors ?? new Dictionary<string, string>(),
            [nameof(WeeklyCheckInPage.Failure)] = failure,
        })
        {
            StatusCode = errors is { Count: > 0 } ? StatusCodes.Status400BadRequest : PortalPages.StatusOf(failure?.Trouble),
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
