using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;

namespace IopPlatform.Journeys.Gateway;

/// <summary>
/// Signs a person in as a browser would: authorization code with PKCE, the sign-in pages filled in, and the redirect to the
/// loopback address caught instead of followed (RFC 8252).
/// </summary>
/// <param name="totpSeed">What the codes of demo staff are computed from.</param>
internal sealed partial class SignIn(Uri gateway, string totpSeed, TimeProvider time)
{
    /// <summary>Once with the present code, once with the next (clocks may differ that much), then with later ones.</summary>
    private const int CodesMax = 4;

    public const string ClientId = "iop-cli";
    private const string Scope = "openid profile offline_access api";
    private const string Callback = "http://127.0.0.1:54321/callback";
    private const string FirstPage = "/today";
    private const int RedirectsMax = 10;

    public async Task<TokenResponse> AsAsync(string email, string password, CancellationToken cancellationToken)
    {
        // The cookies of this one browser window.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = gateway };
        var verifier = CryptoRandom.CreateUniqueId(32);
        var state = CryptoRandom.CreateUniqueId(16);
        var page = await FollowAsync(browser, new Uri(AuthorizeUrl(verifier, state)), cancellationToken);
        page = await FillInAsync(browser, page, email, password, cancellationToken);
        var code = CodeOf(page, email, state);
        var tokens = await browser.RequestAuthorizationCodeTokenAsync(
            new AuthorizationCodeTokenRequest
            {
                Address = new Uri(gateway, "/connect/token").AbsoluteUri,
                ClientId = ClientId,
                Code = code,
                RedirectUri = Callback,
                CodeVerifier = verifier,
            },
            cancellationToken);
        return tokens.IsError
            ? throw new JourneyException($"The sign-in code of {email} was not exchanged: {tokens.Error} {tokens.ErrorDescription}")
            : tokens;
    }

    /// <summary>Signs in to the workspace.</summary>
    /// <returns>The cookies of the window that then shows its first page.</returns>
    public async Task<CookieCollection> ToPagesAsync(string email, string password, CancellationToken cancellationToken)
    {
        var cookies = new CookieContainer();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = cookies };
        using var browser = new HttpClient(handler) { BaseAddress = gateway };
        var page = await FollowAsync(browser, new Uri(gateway, FirstPage), cancellationToken);
        page = await FillInAsync(browser, page, email, password, cancellationToken);
        return page.Address.AbsolutePath == FirstPage
            ? cookies.GetAllCookies()
            : throw new JourneyException($"{email} was not signed in. The page says: {Text(page.Body ?? "")}");
    }

    private async Task<Page> FillInAsync(HttpClient browser, Page page, string email, string password, CancellationToken cancellationToken)
    {
        if (page.Body is not null)
        {
            page = await SubmitAsync(browser, page, new() { ["Email"] = email, ["Password"] = password }, cancellationToken);
        }

        return page.AsksForCode ? await SubmitCodeAsync(browser, page, email, cancellationToken) : page;
    }

    private string AuthorizeUrl(string verifier, string state) =>
        new RequestUrl(new Uri(gateway, "/connect/authorize").AbsoluteUri).CreateAuthorizeUrl(
            ClientId,
            OidcConstants.ResponseTypes.Code,
            Scope,
            Callback,
            state,
            codeChallenge: Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            codeChallengeMethod: OidcConstants.CodeChallengeMethods.Sha256);

    /// <summary>
    /// A code signs in once, and none after a later one. So a refused one is followed by the next, which counts half a minute
    /// before its time, and then by waiting.
    /// </summary>
    private async Task<Page> SubmitCodeAsync(HttpClient browser, Page page, string email, CancellationToken cancellationToken)
    {
        var step = DemoTotp.StepAt(time.GetUtcNow());
        for (var attempt = 1; attempt <= CodesMax && page.AsksForCode; attempt++, step++)
        {
            while (DemoTotp.StepAt(time.GetUtcNow()) < step - 1)
            {
                await Task.Delay(TimeSpan.FromSeconds(DemoTotp.SecondsLeft(time.GetUtcNow())), cancellationToken);
            }

            page = await SubmitAsync(browser, page, new() { ["Code"] = DemoTotp.Code(totpSeed, email, step) }, cancellationToken);
        }

        return page;
    }

    private static async Task<Page> SubmitAsync(
        HttpClient browser, Page form, Dictionary<string, string> typed, CancellationToken cancellationToken)
    {
        // The first form of the page; another one is for passkeys.
        var html = form.Body!.Split("</form>")[0];
        var fields = InputPattern().Matches(html)
            .Select(input => (Name: NamePattern().Match(input.Value).Groups[1].Value, Value: ValuePattern().Match(input.Value).Groups[1].Value))
            .Where(field => field.Name.Length > 0)
            .ToDictionary(field => field.Name, field => WebUtility.HtmlDecode(field.Value));
        foreach (var (name, value) in typed) fields[name] = value;
        var action = ActionPattern().Match(html) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : "/sign-in";
        using var content = new FormUrlEncodedContent(fields);
        using var response = await browser.PostAsync(new Uri(form.Address, action), content, cancellationToken);
        return response.Headers.Location is { } next
            ? await FollowAsync(browser, new Uri(form.Address, next), cancellationToken)
            : new Page(form.Address, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Follows redirects until a page is shown or the address is the client's own.</summary>
    private static async Task<Page> FollowAsync(HttpClient browser, Uri address, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < RedirectsMax; hop++)
        {
            if (address.AbsoluteUri.StartsWith(Callback, StringComparison.Ordinal)) return new Page(address, null);
            using var response = await browser.GetAsync(address, cancellationToken);
            if (response.Headers.Location is not { } next)
            {
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                return response.IsSuccessStatusCode
                    ? new Page(address, body)
                    : throw new JourneyException($"The sign-in page {address.AbsolutePath} was answered with {(int)response.StatusCode}: {Text(body)}");
            }

            address = new Uri(address, next);
        }

        throw new JourneyException($"The sign-in was redirected more than {RedirectsMax} times.");
    }

    private static string CodeOf(Page page, string email, string state)
    {
        if (page.Body is not null) throw new JourneyException($"{email} was not signed in. The page says: {Text(page.Body)}");
        var answer = new AuthorizeResponse(page.Address.AbsoluteUri);
        if (answer.IsError) throw new JourneyException($"{email} was not signed in: {answer.Error} {answer.ErrorDescription}");
        return answer.State == state && answer.Code is { } code
            ? code
            : throw new JourneyException($"The sign-in of {email} came back with another state.");
    }

    private static string Text(string html)
    {
        var text = WebUtility.HtmlDecode(TagPattern().Replace(html, " "));
        text = SpacePattern().Replace(text, " ").Trim();
        return text.Length <= 300 ? text : text[..300] + "…";
    }

    /// <param name="Body">Null when the browser was sent back to the client.</param>
    private sealed record Page(Uri Address, string? Body)
    {
        public bool AsksForCode => Body?.Contains("name=\"Code\"", StringComparison.Ordinal) == true;
    }

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex InputPattern();

    [GeneratedRegex("\\bname=\"([^\"]*)\"")]
    private static partial Regex NamePattern();

    [GeneratedRegex("\\bvalue=\"([^\"]*)\"")]
    private static partial Regex ValuePattern();

    [GeneratedRegex("<form[^>]*\\baction=\"([^\"]*)\"")]
    private static partial Regex ActionPattern();

    [GeneratedRegex("<style.*?</style>|<[^>]+>", RegexOptions.Singleline)]
    private static partial Regex TagPattern();

    [GeneratedRegex("\\s+")]
    private static partial Regex SpacePattern();
}
