using IopPlatform.Web.Features.Portal;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace IopPlatform.Web.Tests.Features.Portal;

/// <summary>What could not be sent comes back to the person whose form it was, once.</summary>
public sealed class KeptAnswersTests
{
    private const string Patient = "patient-1";
    private readonly KeptAnswers kept = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void Take_BySamePerson_GivesAnswersAndKeyAgainAndForgetsThem()
    {
        var answers = Answers(("1", "3"), ("9", "skip"));
        var cookie = Keep(kept.OwnerWord(Patient), answers)!;
        var (again, forgets) = Take(cookie, Patient);
        Assert.Equal(answers.Given, again!.Given);
        Assert.Equal(answers.Key, again.Key);
        Assert.Contains("expires=Thu, 01 Jan 1970", forgets, StringComparison.Ordinal);
    }

    [Fact]
    public void Keep_Answers_AreNotReadableInTheBrowser()
    {
        var http = new DefaultHttpContext { Request = { Scheme = "https" } };
        kept.Keep(http, kept.OwnerWord(Patient), Answers(("1", "3")));
        var cookie = http.Response.Headers.SetCookie.ToString();
        Assert.DoesNotContain(Patient, cookie, StringComparison.Ordinal);
        foreach (var rule in new[] { "httponly", "secure", "samesite=lax", "path=/portal/weekly", "max-age=900" }) Assert.Contains(rule, cookie, StringComparison.Ordinal);
    }

    /// <summary>A phone that two people use.</summary>
    [Fact]
    public void Take_ByAnotherPerson_GivesNothing() => Assert.Null(Take(Keep(kept.OwnerWord(Patient), Answers(("1", "3")))!, "patient-2").Answers);

    [Theory]
    [InlineData("")]
    [InlineData("made up")]
    public void Keep_FormThatWasNotGivenOut_KeepsNothing(string owner) => Assert.Null(Keep(owner, Answers(("1", "3"))));

    [Fact]
    public void Keep_WithoutAnswers_KeepsNothing() => Assert.Null(Keep(kept.OwnerWord(Patient), Answers()));

    [Fact]
    public void Take_SealedElsewhere_GivesNothing()
    {
        var other = new KeptAnswers(new EphemeralDataProtectionProvider());
        var http = new DefaultHttpContext();
        other.Keep(http, other.OwnerWord(Patient), Answers(("1", "3")));
        Assert.Null(Take(Cookie(http)!, Patient).Answers);
    }

    [Fact]
    public void Keep_MoreThanAnyFormHas_FitsIntoACookie()
    {
        var cookie = Keep(kept.OwnerWord(Patient), Answers([.. Enumerable.Range(1, 500).Select(number => ($"{number:D20}", new string('7', 20)))]));
        Assert.InRange(cookie!.Length, 1, 4_000);
    }

    private static WeeklyAnswers Answers(params (string Item, string Answer)[] given) =>
        WeeklyAnswers.Of(new FormCollection(given.ToDictionary(one => "answer-" + one.Item, one => new StringValues(one.Answer))));

    private string? Keep(string owner, WeeklyAnswers answers)
    {
        var http = new DefaultHttpContext();
        var isKept = kept.Keep(http, owner, answers);
        Assert.Equal(isKept, http.Response.Headers.SetCookie.Count > 0);
        return Cookie(http);
    }

    private static string? Cookie(HttpContext http) => http.Response.Headers.SetCookie.ToString() is { Length: > 0 } set ? set.Split(';')[0] : null;

    private (WeeklyAnswers? Answers, string Sets) Take(string cookie, string subject)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = cookie;
        return (kept.Take(http, subject), http.Response.Headers.SetCookie.ToString());
    }
}
