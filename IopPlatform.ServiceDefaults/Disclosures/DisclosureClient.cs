using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace IopPlatform.ServiceDefaults.Disclosures;

/// <summary>
/// Asks Intake whether something about a patient may leave. It fails closed: whatever is not a permission for all that was
/// asked is a refusal. A view is then refused; a queued send waits and asks again with the same request id.
/// </summary>
public sealed partial class DisclosureClient(HttpClient http, ILogger<DisclosureClient> logger)
{
    /// <summary>How long an answer is waited for; a person is waiting, too.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <exception cref="OperationCanceledException">The caller itself gave up.</exception>
    public async Task<DisclosureAnswer> AskAsync(DecideDisclosureRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswerWithin);
        try
        {
            using var response = await http.PostAsJsonAsync("internal/disclosure-decisions", request, Json, patience.Token);
            if (!response.IsSuccessStatusCode)
                return Refused(request, $"status {(int)response.StatusCode}");

            var answer = await response.Content.ReadFromJsonAsync<DisclosureAnswer>(Json, patience.Token);
            return answer switch
            {
                { Permitted: false } => answer,
                { DisclosureId: not null } when request.InformationKinds.ToHashSet().SetEquals(answer.InformationKinds ?? []) => answer,
                _ => Refused(request, "a permission for something else"),
            };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Every failure, known or not, must end as a refusal here: what follows a permission cannot be taken back.
            return Refused(request, exception.GetType().Name);
        }
    }

    private DisclosureAnswer Refused(DecideDisclosureRequest request, string why)
    {
        LogUnavailable(request.RequestId, request.Purpose, why);
        return DisclosureAnswer.Refused(DisclosureRules.Unavailable, "Whether this may be disclosed could not be found out.");
    }

    [LoggerMessage(LogLevel.Warning, "Disclosure request {RequestId} for {Purpose} is refused, because there is no decision: {Why}")]
    private partial void LogUnavailable(Guid requestId, string purpose, string why);
}
