using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IopPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IopPlatform.Identity.Tests;

/// <summary>What a native client and the browser beside it do: the authorization code flow with PKCE, step by step.</summary>
public sealed partial class Browser(HttpClient http, IdentityFixture fixture)
{
    public const string Client = "iop-cli";
    public const string Callback = "http://127.0.0.1:49152/callback";
    public const string Scope = "openid profile offline_access api";

    private readonly string verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    public HttpClient Http => http;

    public string AuthorizeAddress(Guid? organization = null, string redirect = Callback, string scope = Scope, string more = "") =>
        QueryHelpers.AddQueryString("/connect/authorize", new Dictionary<string, string?>
        {
            ["client_id"] = Client,
            ["response_type"] = "code",
            ["redirect_uri"] = redirect,
            ["scope"] = scope,
            ["state"] = "some state",
            ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
            ["organization"] = organization?.ToString(),
        }.Where(parameter => parameter.Value is not null)) + more;

    /// <summary>Fills in the sign-in page that the address leads to, and the page for the code where one is asked for.</summary>
    /// <returns>The answer to the last form: a redirect after success, the page again otherwise.</returns>
    public async Task<HttpResponseMessage> SubmitSignInAsync(string address, string email, string password)
    {
        var submitted = await SubmitPasswordAsync(address, email, password);
        if (submitted.Headers.Location?.OriginalString.StartsWith("/sign-in/second-factor", StringComparison.Ordinal) != true)
        {
            return submitted;
        }

        // Another test may sign in as the same demo person at this moment.
        for (var attempt = 0; ; attempt++)
        {
            await fixture.ForgetCodesAsync(email);
            var answer = await SubmitAsync(submitted.Headers.Location.OriginalString, ("Code", fixture.Code(email)));
            if (answer.StatusCode == HttpStatusCode.Redirect || attempt == 9) return answer;
        }
    }

    /// <summary>The password alone.</summary>
    public async Task<HttpResponseMessage> SubmitPasswordAsync(string address, string email, string password)
    {
        using var redirect = await http.GetAsync(address);
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.StartsWith("/sign-in?", redirect.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return await SubmitAsync(redirect.Headers.Location.OriginalString, ("Email", email), ("Password", password));
    }

    /// <summary>Fills in the form of a page and sends it to where the form says.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string address, params (string Name, string Value)[] typed) =>
        await SubmitPageAsync(await http.GetStringAsync(address), typed);

    /// <summary>Fills in the first form of a page that was shown already.</summary>
    public Task<HttpResponseMessage> SubmitPageAsync(string page, params (string Name, string Value)[] typed)
    {
        var form = page.Split("</form>")[0];
        var fields = HiddenField().Matches(form).ToDictionary(
            match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value));
        foreach (var (name, value) in typed) fields[name] = value;
        return http.PostAsync(FormAction().Match(form).Groups[1].Value, new FormUrlEncodedContent(fields));
    }

    /// <summary>Signs in and returns the parameters that the client is called back with.</summary>
    public async Task<IDictionary<string, string>> AuthorizeAsync(
        string email, string password, Guid? organization = null, string redirect = Callback, string scope = Scope)
    {
        using var submitted = await SubmitSignInAsync(AuthorizeAddress(organization, redirect, scope), email, password);
        Assert.Equal(HttpStatusCode.Redirect, submitted.StatusCode);
        using var authorized = await http.GetAsync(submitted.Headers.Location);
        return CalledBack(authorized, redirect);
    }

    public static IDictionary<string, string> CalledBack(HttpResponseMessage response, string redirect = Callback)
    {
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith(redirect, response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(response.Headers.Location.Query).ToDictionary(item => item.Key, item => item.Value.ToString());
    }

    public Task<HttpResponseMessage> RedeemAsync(string code, string redirect = Callback, string? codeVerifier = null) => TokenAsync(new()
    {
        ["grant_type"] = "authorization_code",
        ["client_id"] = Client,
        ["code"] = code,
        ["redirect_uri"] = redirect,
        ["code_verifier"] = codeVerifier ?? verifier,
    });

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) => TokenAsync(new()
    {
        ["grant_type"] = "refresh_token",
        ["client_id"] = Client,
        ["refresh_token"] = refreshToken,
    });

    public Task<HttpResponseMessage> TokenAsync(Dictionary<string, string> form) =>
        http.PostAsync("/connect/token", new FormUrlEncodedContent(form));

    /// <summary>The whole way to the tokens.</summary>
    public async Task<JsonNode> SignInAsync(string email, string password, Guid? organization = null, string redirect = Callback)
    {
        var answer = await AuthorizeAsync(email, password, organization, redirect);
        using var response = await RedeemAsync(answer["code"], redirect);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    /// <summary>Sends the access token from now on.</summary>
    public void Use(JsonNode tokens) =>
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken(tokens).EncodedToken);

    public static JsonWebToken AccessToken(JsonNode tokens) => new(tokens["access_token"]!.GetValue<string>());

    public static string RefreshToken(JsonNode tokens) => tokens["refresh_token"]!.GetValue<string>();

    [GeneratedRegex("""<form method="post" action="([^"]+)"[^>]*>""")]
    private static partial Regex FormAction();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)">""")]
    private static partial Regex HiddenField();
}
