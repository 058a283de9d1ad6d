using IopPlatform.ClinicalNotes.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class DraftSigningTests
{
    [Theory]
    [InlineData("draft", true, false, null)]
    [InlineData("draft", false, true, null)]
    [InlineData("draft", true, true, null)]
    [InlineData("draft", false, false, "not-the-author")]
    [InlineData("signed", true, false, "already-signed")]
    [InlineData("signed", false, true, "already-signed")]
    [InlineData("signed", false, false, "already-signed")]
    [InlineData("superseded", true, true, "already-signed")]
    public void Problem_StatusAndActor_Rule(string status, bool isAuthor, bool isDirector, string? rule) => Assert.Equal(
        rule,
        (DraftSigning.Problem(status, isAuthor, isDirector) as ProblemHttpResult)?.ProblemDetails.Extensions["rule"]);
}
