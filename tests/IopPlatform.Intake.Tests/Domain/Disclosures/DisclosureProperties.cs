using FsCheck;
using FsCheck.Fluent;
using IopPlatform.Intake.Domain.Disclosures;
using static IopPlatform.Intake.Tests.Domain.Disclosures.Disclosing;

namespace IopPlatform.Intake.Tests.Domain.Disclosures;

/// <summary>Some consents of one patient and one request; small alphabets, so that they often meet.</summary>
public sealed record Situation(IReadOnlyList<ConsentOnFile> Consents, DisclosureAsked Asked);

public static class Situations
{
    private static readonly string[] Kinds = ["attendance", "diagnoses", "progress-notes"];
    private static readonly string[] Recipients = ["one", "two"];
    private static readonly string[] Purposes = ["treatment", "payment", "family-involvement"];

    private static Gen<string[]> Some(string[] codes) =>
        from chosen in Gen.SubListOf(codes)
        from atLeast in Gen.Elements(codes)
        select chosen.Append(atLeast).Distinct().ToArray();

    private static readonly Gen<ConsentOnFile> Consents =
        from kinds in Gen.OneOf(Some(Kinds), Gen.Constant(new[] { DisclosureCodes.AllPart2 }))
        from purposes in Some(Purposes)
        from recipient in Gen.Elements(Recipients)
        from isClass in Gen.Elements(false, false, true)
        from last in Gen.Elements<int?>(null, -1, 0, 5)
        from isRevoked in Gen.Elements(false, false, false, true)
        from number in Gen.Choose(1, 1_000_000)
        select Consent(
            ToHospital with
            {
                InformationKinds = kinds,
                Purposes = purposes,
                Recipients = [isClass ? new("class", "Those who treat me", Class: "treating-providers") : new("entity", recipient, recipient)],
            },
            "release",
            number) with
        {
            ExpiresOn = last is { } days ? Today.AddDays(days) : null,
            RevokedAt = isRevoked ? Now.AddDays(-1) : null,
        };

    private static readonly Gen<DisclosureAsked> Requests =
        from kinds in Some(Kinds)
        from purpose in Gen.Elements(Purposes)
        from recipient in Gen.Elements(Recipients)
        from treats in Gen.Elements(false, true)
        select Ask(purpose, new AskedRecipient("entity", recipient, recipient, null, treats ? ["treating-providers"] : []), kinds);

    public static Arbitrary<Situation> Situation() => Arb.From(
        from consents in Gen.ListOf(Consents)
        from asked in Requests
        select new Situation([.. consents.Take(4)], asked));

    public static Arbitrary<ConsentOnFile> AnyConsent() => Arb.From(Consents);
}

public sealed class DisclosureProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Fact]
    public void Decide_Permitted_RestsOnOneConsentThatCoversAllOfIt() => Prop.ForAll(Situations.Situation(), situation =>
    {
        var decision = DisclosureDecision.Decide(situation.Asked, Patient([.. situation.Consents]));
        if (!decision.Permitted) return true;
        var consent = decision.Consent!;
        return consent.RevokedAt is null
            && (consent.ExpiresOn is not { } last || last >= Today)
            && consent.Terms!.Purposes.Contains(situation.Asked.Purpose)
            && situation.Asked.InformationKinds.All(kind =>
                consent.Terms.InformationKinds.Contains(kind) || consent.Terms.InformationKinds.Contains(DisclosureCodes.AllPart2))
            && consent.Terms.Recipients.Any(named => named.Class is { } of
                ? situation.Asked.Recipient.Classes.Contains(of)
                : named.Identifier == situation.Asked.Recipient.Identifier);
    }).Check(Many);

    [Fact]
    public void Decide_AnotherConsent_NeverTakesAPermissionAway() => Prop.ForAll(Situations.Situation(), Situations.AnyConsent(), (situation, another) =>
        !Permits(situation.Consents, situation.Asked) || Permits([.. situation.Consents, another], situation.Asked)).Check(Many);

    [Fact]
    public void Decide_AllRevoked_NeverPermits() => Prop.ForAll(Situations.Situation(), situation =>
        !Permits([.. situation.Consents.Select(consent => consent with { RevokedAt = Now })], situation.Asked)).Check(Many);

    [Fact]
    public void Decide_AllExpired_NeverPermits() => Prop.ForAll(Situations.Situation(), situation =>
        !Permits([.. situation.Consents.Select(consent => consent with { ExpiresOn = Today.AddDays(-1) })], situation.Asked)).Check(Many);

    [Fact]
    public void Decide_RecipientNobodyNamed_NeverPermits() => Prop.ForAll(Situations.Situation(), situation =>
        !Permits(situation.Consents, situation.Asked with { Recipient = new("entity", "three", "three", null, []) })).Check(Many);

    [Fact]
    public void Decide_PurposeNobodyNamed_NeverPermits() => Prop.ForAll(Situations.Situation(), situation =>
        !Permits(situation.Consents, situation.Asked with { Purpose = "benefits" })).Check(Many);

    [Fact]
    public void Decide_AskedForMore_IsNotPermittedWhereLessWasRefused() => Prop.ForAll(Situations.Situation(), situation =>
        Permits(situation.Consents, situation.Asked)
        || !Permits(situation.Consents, situation.Asked with { InformationKinds = [.. situation.Asked.InformationKinds, "billing"] })).Check(Many);

    [Fact]
    public void Decide_OrderOfConsents_DoesNotMatter() => Prop.ForAll(Situations.Situation(), situation =>
        DisclosureDecision.Decide(situation.Asked, Patient([.. situation.Consents])).Consent?.Id
        == DisclosureDecision.Decide(situation.Asked, Patient([.. situation.Consents.Reverse()])).Consent?.Id).Check(Many);

    /// <summary>The generator is worth something only if both answers are common.</summary>
    [Fact]
    public void Situations_PermittedAndRefused_AreBothCommon()
    {
        var permitted = Situations.Situation().Generator.Sample(1000)
            .Count(situation => Permits(situation.Consents, situation.Asked));
        Assert.InRange(permitted, 100, 900);
    }

    private static bool Permits(IReadOnlyList<ConsentOnFile> consents, DisclosureAsked asked) =>
        DisclosureDecision.Decide(asked, Patient([.. consents])).Permitted;
}
