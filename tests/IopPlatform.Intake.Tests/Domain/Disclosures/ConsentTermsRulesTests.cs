using IopPlatform.Intake.Domain.Disclosures;
using static IopPlatform.Intake.Tests.Domain.Disclosures.Disclosing;

namespace IopPlatform.Intake.Tests.Domain.Disclosures;

public sealed class ConsentTermsRulesTests
{
    public static TheoryData<string, string, ConsentTerms, DateOnly?> Cases => new()
    {
        { "release", "terms.discloserKind", ToHospital with { DiscloserKind = "nobody", Expiry = "date" }, Today },
        { "part2-tpo", "terms.informationKinds", Tpo with { InformationKinds = [] }, null },
        { "part2-tpo", "terms.informationKinds", Tpo with { InformationKinds = ["everything"] }, null },
        { "part2-tpo", "terms.informationKinds", Tpo with { InformationKinds = ["all-part2", "counseling-notes"] }, null },
        { "part2-counseling-notes", "terms.informationKinds", Tpo with { InformationKinds = ["counseling-notes", "attendance"] }, null },
        { "part2-tpo", "terms.substanceUseInformation", Tpo with { SubstanceUseInformation = " " }, null },
        { "part2-tpo", "terms.recipients", Tpo with { Recipients = [] }, null },
        { "part2-tpo", "terms.recipients[0].class", Tpo with { Recipients = [new("class", "All", Class: "everybody")] }, null },
        { "part2-tpo", "terms.recipients[0].name", Tpo with { Recipients = [new("entity", "")] }, null },
        { "part2-tpo", "terms.recipients[1].kind", Tpo with { Recipients = [Tpo.Recipients[0], new("robot", "R")] }, null },
        { "part2-tpo", "terms.intermediary.participants", Tpo with { Intermediary = new("Exchange") }, null },
        { "part2-tpo", "terms.intermediary.participants", Tpo with { Intermediary = new("Exchange", ["A"], "treating-providers") }, null },
        { "part2-tpo", "terms.intermediary.participants", Tpo with { Intermediary = new("Exchange", null, "health-plans") }, null },
        { "part2-tpo", "terms.purposes", Tpo with { Purposes = ["treatment", "research"], Expiry = "date" }, Today },
        { "release", "terms.purposes", Tpo with { Purposes = ["treatment", "proceedings"], Expiry = "date" }, Today },
        { "part2-proceedings", "terms.purposes", Tpo with { Purposes = ["proceedings", "treatment"], Expiry = "date" }, Today },
        { "part2-tpo", "terms.revocationStatement", Tpo with { RevocationStatement = "" }, null },
        { "part2-tpo", "expiresOn", Tpo with { Expiry = "date" }, null },
        { "part2-tpo", "expiresOn", Tpo, Today },
        { "release", "terms.expiry", Tpo with { Purposes = ["family-involvement"] }, null },
        { "part2-tpo", "terms.expiryEvent", Tpo with { Expiry = "event" }, null },
        { "part2-tpo", "terms.expiryEventText", Tpo with { Expiry = "event", ExpiryEvent = "other" }, null },
        { "part2-tpo", "terms.expiryEvent", Tpo with { ExpiryEvent = "end-of-treatment" }, null },
        { "part2-tpo", "terms.signerCapacity", Tpo with { SignerCapacity = "neighbor", AuthorityToSign = "None" }, null },
        { "part2-tpo", "terms.authorityToSign", Tpo with { SignerCapacity = "parent" }, null },
        { "part2-tpo", "terms.redisclosureStated", Tpo with { RedisclosureStated = false }, null },
        { "part2-tpo", "terms.refusalStated", Tpo with { RefusalStated = false }, null },
        { "part2-tpo", "terms.form", Tpo with { Form = null! }, null },
        { "part2-tpo", "terms.form.language", Tpo with { Form = Form with { Language = "?" } }, null },
        { "part2-tpo", "terms.form.textSha256", Tpo with { Form = Form with { TextSha256 = "ABC" } }, null },
        { "treatment", "terms", Tpo, null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Broken_OneElement_NamesFieldAndParagraph(string kind, string field, ConsentTerms terms, DateOnly? expiresOn)
    {
        var breach = Assert.Single(ConsentTermsRules.Broken(kind, expiresOn, terms));
        Assert.Equal(field, breach.Field);
        if (field != "terms") Assert.Contains("42 CFR 2.31(", breach.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_WholeTerms_IsNothing()
    {
        Assert.Empty(ConsentTermsRules.Broken("part2-tpo", null, Tpo));
        Assert.Empty(ConsentTermsRules.Broken("release", Today, ToHospital with { Expiry = "date" }));
        Assert.Empty(ConsentTermsRules.Broken(
            "part2-counseling-notes", Today, ToHospital with { InformationKinds = ["counseling-notes"], Expiry = "date" }));
    }

    [Fact]
    public void Broken_Nothing_ListsEveryElement()
    {
        var fields = ConsentTermsRules.Broken(
            "release", null, new ConsentTerms(null!, null!, null!, null!, null, null!, null!, null!, null, null, null!, null, false, false, null!))
            .Select(breach => breach.Field);
        Assert.Equal(
            [
                "terms.authorityToSign", "terms.discloserKind", "terms.expiry", "terms.form", "terms.informationKinds", "terms.purposes",
                "terms.recipients", "terms.redisclosureStated", "terms.refusalStated", "terms.revocationStatement", "terms.signerCapacity",
                "terms.substanceUseInformation",
            ],
            fields.Order(StringComparer.Ordinal));
    }
}
