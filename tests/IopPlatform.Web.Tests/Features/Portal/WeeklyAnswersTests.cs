using IopPlatform.Clinical.Instruments;
using IopPlatform.Web.Features.Portal;
using IopPlatform.Web.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace IopPlatform.Web.Tests.Features.Portal;

/// <summary>What the form without a script brings, good and bad.</summary>
public sealed class WeeklyAnswersTests
{
    private static readonly EnglishWords Words = new();
    private static readonly InstrumentDetails Instrument = Details();

    [Fact]
    public void Check_AllAnsweredOrSkipped_IsSentWithBlanks()
    {
        var answers = Of([.. Instrument.Items.Select(item => (item.Number, item.Number == "9" ? "skip" : "1"))]);
        Assert.Empty(answers.Check(Instrument, Words));
        Assert.Equal(Instrument.Items.Count, answers.ToAnswers().Count);
        Assert.Null(answers.ToAnswers()["9"]);
        Assert.Equal(1, answers.ToAnswers()["1"]);
    }

    [Fact]
    public void Check_OverlookedQuestions_AreNamedOneByOne()
    {
        var errors = Of([("1", "0"), ("6", "7")]).Check(Instrument, Words);
        Assert.Equal(["2", "3", "4", "5", "7", "8", "9"], errors.Keys.Order());
    }

    [Theory]
    [InlineData("1", "5")]
    [InlineData("1", "-1")]
    [InlineData("1", "two")]
    [InlineData("1", "1.0")]
    [InlineData("6", "8")]
    [InlineData("6", "99999999999999999999")]
    [InlineData("8", "<script>")]
    public void Check_ForgedAnswer_IsRefusedAtItsQuestion(string number, string value) =>
        Assert.Contains(number, Of([.. Instrument.Items.Select(item => (item.Number, item.Number == number ? value : "1"))]).Check(Instrument, Words).Keys);

    [Fact]
    public void Of_LongerThanAnyAnswer_CountsAsNone() => Assert.DoesNotContain("1", Of([("1", new string('1', 5000))]).Given.Keys);

    [Fact]
    public void Of_FieldsOfNoQuestion_AreLeftAside() => Assert.Equal(["1"], Of([("1", "0"), ("99", "1")]).Given.Keys);

    [Fact]
    public void Key_OfTheForm_StaysTheSameForEachSending()
    {
        var key = Guid.CreateVersion7();
        Assert.Equal(key, WeeklyAnswers.Of(new FormCollection(new Dictionary<string, StringValues> { ["key"] = key.ToString() })).Key);
        Assert.NotEqual(Guid.Empty, WeeklyAnswers.Of(new FormCollection(new Dictionary<string, StringValues> { ["key"] = "nonsense" })).Key);
    }

    private static WeeklyAnswers Of((string Number, string Value)[] answers) => WeeklyAnswers.Of(
        new FormCollection(answers.ToDictionary(answer => "answer-" + answer.Number, answer => new StringValues(answer.Value)))).For(Instrument);

    private static InstrumentDetails Details()
    {
        var pack = InstrumentCatalog.Default.Find("WEEKLY-CHECK-IN")!;
        return new InstrumentDetails(
            pack.Id, pack.Title, pack.Language, pack.Window,
            [
                .. pack.Items.Select(item => new InstrumentItem(
                    item.Number, item.Text, item.Scored, null, item.Range is { } range ? new InstrumentRange(range.Min, range.Max, range.Unit) : null,
                    [.. item.Options.Select(option => new InstrumentOption(option.Value, option.Label))])),
            ]);
    }
}
