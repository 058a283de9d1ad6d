using System.Text.Json;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

public sealed class PayerRuleBookTests
{
    public static TheoryData<string, string> Sets => [.. PayerRuleBook.Default.All.Select(set => (set.Payer, set.Version))];

    [Theory]
    [InlineData("medicare-hospital", "2023-12-31", "1966-07")]
    [InlineData("medicare-hospital", "2024-01-01", "2024-01")]
    [InlineData("medicare-cmhc", "2024-01-01", "2024-01")]
    [InlineData("medicare-cmhc", "2023-12-31", null)]
    [InlineData("ny-medicaid-oasas", "2010-12-31", "2010-01")]
    [InlineData("ny-medicaid-oasas", "2011-01-01", "2011-01")]
    [InlineData("no-such-payer", "2026-01-01", null)]
    public void InForce_DayOfService_TheVersionOfItsDay(string payer, string day, string? version) =>
        Assert.Equal(version, PayerRuleBook.Default.InForce(payer, DateOnly.Parse(day))?.Version);

    /// <summary>CGS, "Intensive Outpatient Program Services" (2024-01-02); NGS, "Intensive Outpatient Program".</summary>
    [Theory]
    [InlineData("medicare-hospital", "13X")]
    [InlineData("medicare-cmhc", "76X")]
    [InlineData("medicare-rhc-fqhc", "71X 77X")]
    public void Claim_Medicare_TypeOfBillAndConditionCode92(string payer, string types)
    {
        var claim = PayerRuleBook.Default.Find(payer, "2024-01")!.Claim;
        Assert.Equal(("837I", types, "92"), (claim.Kind, string.Join(" ", claim.TypesOfBill), string.Join(" ", claim.ConditionCodes)));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Set_EveryRule_SaysWhatItAsksForAndWhereThatComesFrom(string payer, string version)
    {
        var set = PayerRuleBook.Default.Find(payer, version)!;
        Assert.NotEmpty(set.Rules);
        Assert.NotEmpty(set.Claim.Source);
        Assert.All(set.Rules, rule => Assert.True(rule.Sentence.EndsWith('.') && rule.Source.EndsWith('.')));
        // General knowledge alone is no confirmation.
        Assert.All(set.Rules.Where(rule => rule.Source.EndsWith("general knowledge, not checked against the primary text.", StringComparison.Ordinal)),
            rule => Assert.False(rule.Confirmed));
        Assert.Distinct(set.Services.Select(service => service.Procedure));
        Assert.Equal(set.Rates.OrderBy(rate => rate.ServicesMin), set.Rates);
    }

    [Fact]
    public void Book_TwoSetsFromTheSameDay_AreRefused()
    {
        var set = PayerRuleBook.Default.Find("medicare-cmhc", "2024-01")!;
        Assert.Throws<ArgumentException>(() => new PayerRuleBook([set, set with { Version = "2024-01b" }]));
    }

    [Fact]
    public void Parse_WhatItWrites_IsWhatItReads()
    {
        var set = PayerRuleSet.Parse(Json("""{ "kind": "minutes-a-day", "id": "a", "sentence": "S.", "source": "S.", "confirmed": true, "minutes": 120, "elseServices": false }"""));
        Assert.Equal(new MinutesADay(120, false) { Id = "a", Sentence = "S.", Source = "S.", Confirmed = true }, Assert.Single(set.Rules));
    }

    [Theory]
    [InlineData("""{ "kind": "minutes-a-week", "id": "a", "sentence": "S.", "source": "S.", "confirmed": true, "minutes": 120 }""")]
    [InlineData("""{ "kind": "minutes-a-day", "id": "a", "sentence": "S.", "source": "S.", "confirmed": true, "elseServices": false }""")]
    [InlineData("""{ "kind": "minutes-a-day", "id": "a", "sentence": "S.", "source": "S.", "confirmed": true, "minutes": 120, "elseServices": false, "minuts": 1 }""")]
    [InlineData("""{ "kind": "in-person", "id": "a", "sentence": "S.", "confirmed": true }""")]
    [InlineData("""{ "kind": "in-person", "id": "a", "sentence": "S.", "source": "S.", "confirmed": true }, { "kind": "notes-signed", "id": "a", "sentence": "S.", "source": "S.", "confirmed": true }""")]
    public void Parse_UnknownKindMissingNumberMisspeltMemberNoSourceOrIdTwice_IsRefused(string rules) =>
        Assert.ThrowsAny<JsonException>(() => PayerRuleSet.Parse(Json(rules)));

    private static string Json(string rules) =>
        $$"""
        {
          "payer": "x", "name": "X", "version": "1", "effectiveFrom": "2026-01-01", "unit": "day",
          "claim": { "kind": "837P", "typesOfBill": [], "conditionCodes": [], "source": "S." },
          "perDiem": [], "services": [], "rates": [], "rules": [{{rules}}]
        }
        """;
}
