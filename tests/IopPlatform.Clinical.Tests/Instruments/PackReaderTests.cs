using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>Each way to break a pack, one at a time, is refused with the file and the field.</summary>
public sealed class PackReaderTests
{
    [Fact]
    public void Read_GoodPack_HasNoErrors() => Assert.Empty(PackReader.Read(new("hope.json", PackTexts.Hope)).Errors);

    [Theory]
    [InlineData("\"HOPE-2\"", "\"hope 2\"", "id: An id is of capital letters, digits and hyphens, such as PHQ-9.")]
    [InlineData("\"1.0\"", "\"first\"", "version: A version is of numbers and points, such as 1.0.")]
    [InlineData("\"The clinic's own.\"", "\"\"", "license: This must say something.")]
    [InlineData("\"number\": \"2\"", "\"number\": \"1\"", "items[1].number: Each item has a number of its own.")]
    [InlineData("\"value\": 2", "\"value\": 1", "items[0].options: Each answer has a value of its own.|items[1].options: Each answer has a value of its own.|items[1].safety.positiveAt: The item is answered with 0 to 1.")]
    [InlineData("\"positiveAt\": 2", "\"positiveAt\": 0", "items[1].safety.positiveAt: The item is answered with 0 to 2.")]
    [InlineData("\"Ask.\",", "\"\",", "items[1].safety.positiveText: This must say something.")]
    [InlineData("\"Hopeless\"", "\"Hopeless\", \"askedWhen\": { \"item\": \"2\", \"atLeast\": 1 }", "items[0].askedWhen.item: There is no item 2 before this one.")]
    [InlineData("\"Alone\"", "\"Alone\", \"askedWhen\": { \"item\": \"1\", \"atLeast\": 3 }", "items[1].askedWhen.atLeast: Item 1 is answered with 0 to 2; 3 would ask always or never.")]
    [InlineData("\"All are needed.\"", "\"All are needed.\", \"blanksMax\": 2", "scoring.blanksMax: Of 2 scored items, some must be answered.")]
    [InlineData("\"method\": \"sum\"", "\"method\": \"profile\"", "scoring.scales: This method needs scales.")]
    [InlineData("\"method\": \"sum\"", "\"method\": \"triage\"", "scoring.triage: A triage, and nothing else, has levels.")]
    [InlineData("\"method\": \"sum\"", "\"method\": \"sum\", \"scales\": [{ \"code\": \"a\", \"label\": \"A\", \"items\": [\"3\"] }]", "scoring.scales[0].items: There is no item 3.")]
    [InlineData("\"min\": 2", "\"min\": 3", "bands: A band must begin at 2, not at 3.")]
    [InlineData("\"max\": 4", "\"max\": 5", "bands: The bands end at 5; the score goes to 4.")]
    [InlineData("\"screenPositiveAt\": 3", "\"screenPositiveAt\": 5", "screenPositiveAt: The score goes from 0 to 4.")]
    [InlineData("\"screenPositiveAt\": 3", "\"cutOffs\": [{ \"at\": 3, \"source\": \"x\" }, { \"at\": 2, \"source\": \"x\", \"sex\": \"female\", \"ageFrom\": 65 }]", "cutOffs: Two of them hold for somebody who is female and 65.")]
    [InlineData("\"screenPositiveAt\": 3", "\"flags\": [{ \"code\": \"f\", \"kind\": \"medical\", \"text\": \"x\", \"source\": \"x\", \"items\": [\"9\"], \"atLeast\": 1 }]", "flags[0].items: There is no item 9.")]
    [InlineData("\"screenPositiveAt\": 3", "\"flags\": [{ \"code\": \"f\", \"kind\": \"medical\", \"text\": \"x\", \"source\": \"x\", \"scale\": \"s\", \"atMost\": 1, \"atLeast\": 1 }]", "flags[0]: A flag has either atLeast or atMost.|flags[0].scale: There is no scale s.")]
    [InlineData("\"screenPositiveAt\": 3", "\"change\": { \"source\": \"x\", \"reliableAt\": 0, \"caseAt\": 9 }", "change.reliableAt: This is 1 or more.|change.caseAt: The score goes from 0 to 4.")]
    [InlineData("\"screenPositiveAt\": 3", "\"change\": { \"source\": \"x\", \"reliability\": { \"coefficient\": 1.2, \"kind\": \"x\", \"source\": \"x\" } }", "change.reliability.coefficient: A coefficient lies between 0 and 1.")]
    [InlineData("\"screenPositiveAt\": 3", "\"change\": { \"source\": \"x\", \"trajectory\": [{ \"fromDay\": 7, \"source\": \"x\" }] }", "change.trajectory[0]: Give either improvementAtLeast or scoreAtMost.")]
    [InlineData("\"screenPositiveAt\": 3", "\"algorithms\": [{ \"code\": \"a\", \"label\": \"A\", \"source\": \"x\", \"symptomAt\": 1, \"noneCode\": \"none\", \"outcomes\": [{ \"code\": \"b\", \"label\": \"B\", \"require\": [{ \"label\": \"x\", \"items\": [\"1\", \"2\"], \"atLeast\": 3 }] }] }]", "algorithms[0].outcomes[0].require[0].atLeast: This is out of 2 items.")]
    public void Read_BrokenRule_NamesFileAndField(string from, string to, string errors) => Assert.Equal(
        errors.Split('|').Select(error => "hope.json: " + error),
        PackReader.Read(new("hope.json", PackTexts.Hope.Replace(from, to))).Errors.Select(error => error.ToString()));

    [Theory]
    [InlineData("\"bands\"", "\"band\"", "hope.json: band: There is no member 'band'.")]
    [InlineData("\"number\": \"2\"", "\"nunber\": \"2\"", "hope.json: items[1].nunber: There is no member 'nunber'.")]
    [InlineData("\"title\": \"Two questions on hope\",", "", "hope.json: Missing: title.")]
    [InlineData("\"min\": 2", "\"min\": \"two\"", "hope.json: bands[1].min: This value does not belong here (line 12).")]
    [InlineData("\"sum\"", "\"total\"", "hope.json: scoring.method: This value does not belong here (line 11).")]
    public void Read_WrongShape_NamesFileAndField(string from, string to, string error) => Assert.Equal(
        error, Assert.Single(PackReader.Read(new("hope.json", PackTexts.Hope.Replace(from, to))).Errors).ToString());

    [Theory]
    [InlineData("null", "hope.json: The file holds null.")]
    [InlineData("", "hope.json: This is not JSON")]
    [InlineData("{ \"id\": \"X\"", "hope.json: This is not JSON")]
    public void Read_NoPackAtAll_NamesTheFile(string json, string error) =>
        Assert.StartsWith(error, Assert.Single(PackReader.Read(new("hope.json", json)).Errors).ToString());

    [Fact]
    public void Parse_SeveralErrors_ThrowsAllOfThem()
    {
        var json = PackTexts.Hope.Replace("\"1.0\"", "\"x\"").Replace("\"The clinic's own.\"", "\"\"");
        var thrown = Assert.Throws<InvalidPackException>(() => InstrumentPack.Parse(json, "hope.json"));
        Assert.Equal(["version", "license"], thrown.Errors.Select(error => error.Field));
        Assert.Contains("hope.json: license", thrown.Message);
    }
}
