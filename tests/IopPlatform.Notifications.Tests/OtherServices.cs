using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using IopPlatform.ServiceDefaults.Disclosures;

namespace IopPlatform.Notifications.Tests;

/// <summary>How Intake answers whether a message may leave.</summary>
public enum IntakeAnswers
{
    Permits,
    RefusesForNoConsent,

    /// <summary>The connection is refused.</summary>
    IsAway,

    /// <summary>200, but with a permission for something else.</summary>
    PermitsSomethingElse,

    /// <summary>It knows a newer contact point.</summary>
    KnowsAnotherAddress,
}

/// <summary>Identity and Intake as this service's HTTP clients meet them; Intake treats each patient as a test wants.</summary>
public sealed class OtherServices : HttpMessageHandler
{
    public const string Secret = "a secret of the services";
    private const string Token = "a service's token";

    private readonly ConcurrentDictionary<Guid, IntakeAnswers> answers = new();
    private readonly ConcurrentQueue<DecideDisclosureRequest> asked = new();

    public void Treat(Guid patientId, IntakeAnswers how) => answers[patientId] = how;

    public IReadOnlyList<DecideDisclosureRequest> AskedAbout(Guid patientId) => [.. asked.Where(request => request.PatientId == patientId)];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.RequestUri switch
        {
            { Host: "identity", AbsolutePath: "/connect/token" } => await TokenAsync(request, cancellationToken),
            { Host: "intake", AbsolutePath: "/internal/disclosure-decisions" } => await DecideAsync(request, cancellationToken),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };

    private static async Task<HttpResponseMessage> TokenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = await request.Content!.ReadAsStringAsync(cancellationToken);
        return form.Contains("client_id=iop-service", StringComparison.Ordinal) && form.Contains(WebUtility.UrlEncode(Secret), StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new { access_token = Token, expires_in = 600 }) }
            : new HttpResponseMessage(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpResponseMessage> DecideAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        if (message.Headers.Authorization is not { Scheme: "Bearer", Parameter: Token }) return new HttpResponseMessage(HttpStatusCode.Unauthorized);

        var request = (await message.Content!.ReadFromJsonAsync<DecideDisclosureRequest>(cancellationToken))!;
        asked.Enqueue(request);
        var permission = new DisclosureAnswer(
            true, Guid.CreateVersion7(), "consent", Guid.CreateVersion7(), request.InformationKinds, null, null, "consent", "It may be sent.");
        return answers.GetValueOrDefault(request.PatientId) switch
        {
            IntakeAnswers.Permits => Answer(permission),
            IntakeAnswers.RefusesForNoConsent => Answer(DisclosureAnswer.Refused("no-consent", "None.")),
            IntakeAnswers.PermitsSomethingElse => Answer(permission with { InformationKinds = ["billing"] }),
            IntakeAnswers.KnowsAnotherAddress => Answer(DisclosureAnswer.Refused(DisclosureRules.ContactPointChanged, "Not there.")),
            IntakeAnswers.IsAway => throw new HttpRequestException("refused"),
        };
    }

    private static HttpResponseMessage Answer(DisclosureAnswer answer) => new(HttpStatusCode.OK) { Content = JsonContent.Create(answer) };
}
