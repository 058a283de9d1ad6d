using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

/// <summary>
/// Tables over the published rules; the source of each stands in the payer's file. The day is Wednesday, March 4, 2026: two
/// groups and an individual session, 180 minutes, of a patient admitted on Monday, March 2.
/// </summary>
public sealed class ClaimCheckTests
{
    private static readonly DateOnly wednesday = new(2026, 3, 4);

    private static readonly ClaimDay good = new()
    {
        Day = wednesday,
        AgeGroup = AgeGroup.Adult,
        Track = ServiceTrack.MentalHealth,
        Services = [Service("90853", 60), Service("90853", 75), Service("90834", 45)],
        WeekScheduledMinutes = 540,
        WeekScheduledDays = 3,
        CertifiedOn = [new(2026, 3, 2)],
        PlanSignedOn = [new(2026, 3, 3)],
        Authorizations = [new("A1", new(2026, 3, 2), new(2026, 3, 31), 10)],
        PartialHospitalizationDays = [],
        ClaimedApart = [],
        AdmittedOn = new(2026, 3, 2),
        LongStayIsJustified = false,
    };

    /// <summary>What is different from the good day, and the blockers and cautions that follow.</summary>
    private static readonly (string Name, string Payer, ClaimDay Day, string Blockers, string Cautions)[] cases =
    [
        ("good day", "commercial-per-diem", good, "", ""),
        ("good day", "medicare-hospital", good, "", ""),
        ("good day", "medicare-cmhc", good, "", ""),
        ("good day", "medicare-rhc-fqhc", good, "", ""),
        ("good day", "ny-medicaid-oasas", good, "", ""),
        ("good day", "bcbs-nebraska-hospital", good, "", ""),

        ("179 minutes", "commercial-per-diem", Minutes(179), "day-minutes", ""),
        ("180 minutes", "commercial-per-diem", Minutes(180), "", ""),
        ("179 minutes", "ny-medicaid-oasas", Minutes(179), "day-minutes", ""),
        ("180 minutes", "ny-medicaid-oasas", Minutes(180), "", ""),
        ("45 minutes", "bcbs-nebraska-hospital", Minutes(45), "", ""),

        ("2 days a week", "commercial-per-diem", good with { WeekScheduledDays = 2 }, "week-days", ""),
        ("2 days a week", "medicare-hospital", good with { WeekScheduledDays = 2 }, "", "week-days"),
        ("539 minutes a week", "commercial-per-diem", good with { WeekScheduledMinutes = 539 }, "", "week-minutes"),
        ("539 minutes a week", "medicare-hospital", good with { WeekScheduledMinutes = 539 }, "", "week-minutes"),
        ("539 minutes a week", "ny-medicaid-oasas", good with { WeekScheduledMinutes = 539 }, "week-minutes", ""),
        ("360 minutes a week, adolescent", "commercial-per-diem",
            good with { WeekScheduledMinutes = 360, AgeGroup = AgeGroup.Adolescent }, "", ""),
        ("359 minutes a week, adolescent", "commercial-per-diem",
            good with { WeekScheduledMinutes = 359, AgeGroup = AgeGroup.Adolescent }, "", "week-minutes"),

        ("unsigned note", "commercial-per-diem", Unsigned(), "notes", ""),
        ("unsigned note", "medicare-hospital", Unsigned(), "notes", ""),
        ("unsigned note", "ny-medicaid-oasas", Unsigned(), "notes", ""),
        ("nothing attended", "bcbs-nebraska-hospital", good with { Services = [] }, "notes", ""),
        ("no plan", "commercial-per-diem", good with { PlanSignedOn = [] }, "plan", ""),
        ("plan signed the day after", "medicare-hospital", good with { PlanSignedOn = [new(2026, 3, 5)] }, "plan", ""),

        ("no authorization", "commercial-per-diem", good with { Authorizations = [] }, "authorized", ""),
        ("authorization from tomorrow", "commercial-per-diem",
            good with { Authorizations = [new("A1", new(2026, 3, 5), new(2026, 3, 31), 10)] }, "authorized", ""),
        ("authorization until today", "commercial-per-diem",
            good with { Authorizations = [new("A1", new(2026, 2, 1), wednesday, 1)] }, "", ""),
        ("authorization used up", "commercial-per-diem",
            good with { Authorizations = [new("A1", new(2026, 3, 2), new(2026, 3, 31), 0)] }, "authorized", ""),
        ("second authorization has units", "commercial-per-diem",
            good with { Authorizations = [new("A1", new(2026, 3, 2), new(2026, 3, 31), 0), new("A2", wednesday, wednesday, 1)] }, "", ""),

        ("not certified", "medicare-hospital", good with { CertifiedOn = [] }, "certified", "recertified"),
        ("certified the day after", "medicare-cmhc", good with { CertifiedOn = [new(2026, 3, 5)] }, "certified", "recertified"),
        ("certified 60 days ago", "medicare-hospital", good with { CertifiedOn = [new(2026, 1, 3)] }, "", ""),
        ("certified 61 days ago", "medicare-hospital", good with { CertifiedOn = [new(2026, 1, 2)] }, "", "recertified"),
        ("not certified", "commercial-per-diem", good with { CertifiedOn = [] }, "", ""),

        ("PHP 7 days before", "medicare-hospital",
            good with { PartialHospitalizationDays = [new(2026, 2, 25)] }, "no-partial-hospitalization", ""),
        ("PHP on the day", "medicare-cmhc", good with { PartialHospitalizationDays = [wednesday] }, "no-partial-hospitalization", ""),
        ("PHP 8 days before", "medicare-hospital", good with { PartialHospitalizationDays = [new(2026, 2, 24)] }, "", ""),
        ("PHP later", "medicare-hospital", good with { PartialHospitalizationDays = [new(2026, 3, 5)] }, "", ""),

        ("no primary service", "medicare-hospital", good with { Services = [Service("G0177", 60), Service("G0176", 60)] }, "", "primary-service"),
        ("group therapy claimed besides", "commercial-per-diem", good with { ClaimedApart = ["90853"] }, "per-diem-alone", ""),
        ("group therapy claimed besides", "ny-medicaid-oasas", good with { ClaimedApart = ["90853"] }, "per-diem-alone", ""),
        ("peer service claimed besides", "ny-medicaid-oasas", good with { ClaimedApart = ["H0038"] }, "", ""),
        ("evaluation claimed besides", "bcbs-nebraska-hospital", good with { ClaimedApart = ["90791"] }, "per-diem-alone", ""),
        ("video session", "medicare-hospital", good with { Services = [Service("90853", 60) with { IsRemote = true }] }, "", "in-person"),
        ("video session", "commercial-per-diem", good with { Services = [Service("90853", 180) with { IsRemote = true }] }, "", ""),
        ("90837 of 52 minutes", "medicare-hospital", good with { Services = [Service("90837", 52)] }, "", "service-minutes"),
        ("90837 of 53 minutes", "medicare-hospital", good with { Services = [Service("90837", 53)] }, "", ""),
        ("no code", "medicare-cmhc", good with { Services = [Service(null, 60)] }, "nothing-to-claim", "primary-service"),
        ("a session twice", "medicare-hospital", Twice(), "one-unit-a-session", ""),

        ("last day of 6 weeks", "ny-medicaid-oasas", good with { AdmittedOn = wednesday.AddDays(-41) }, "", ""),
        ("first day after 6 weeks", "ny-medicaid-oasas", good with { AdmittedOn = wednesday.AddDays(-42) }, "six-weeks", ""),
        ("after 6 weeks with a reason", "ny-medicaid-oasas",
            good with { AdmittedOn = wednesday.AddDays(-42), LongStayIsJustified = true }, "", ""),
        ("much at once", "commercial-per-diem",
            Unsigned() with { Authorizations = [], WeekScheduledDays = 1, ClaimedApart = ["90834"] },
            "week-days authorized per-diem-alone notes", ""),
    ];

    public static TheoryData<string, string> Names => [.. cases.Select(one => (one.Name, one.Payer))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decide_Case_BlockersAndCautionsWithTheirFacts(string name, string payer)
    {
        var (_, _, day, blockers, cautions) = cases.Single(one => one.Name == name && one.Payer == payer);
        var decision = ClaimCheck.Decide(day, InForce(payer));
        Assert.Equal(blockers, string.Join(" ", decision.Blockers.Select(finding => finding.RuleId)));
        Assert.Equal(cautions, string.Join(" ", decision.Cautions.Select(finding => finding.RuleId)));
        Assert.Equal(blockers.Length == 0 ? ClaimVerdict.Claimable : ClaimVerdict.Blocked, decision.Verdict);
        Assert.Equal(blockers.Length == 0, decision.Lines.Count > 0);
        Assert.All(decision.Blockers.Concat(decision.Cautions), finding => Assert.NotEmpty(finding.Facts));
    }

    [Fact]
    public void Decide_ShortDay_NamesRuleFactsAndSource()
    {
        var blocker = Assert.Single(ClaimCheck.Decide(Minutes(179), InForce("ny-medicaid-oasas")).Blockers);
        Assert.Equal("The patient attended at least 3 hours on the day.", blocker.Sentence);
        Assert.Equal([new("attendedMinutes", "179"), new("minutesRequired", "180")], blocker.Facts);
        Assert.StartsWith("WCH", blocker.Source, StringComparison.Ordinal);
    }

    /// <summary>HCPCS and revenue codes as in section 2.2 of the facts; Medicare is claimed by service, with condition code 92.</summary>
    [Theory]
    [InlineData("commercial-per-diem", ServiceTrack.MentalHealth, "S9480/0905x1", "", null)]
    [InlineData("commercial-per-diem", ServiceTrack.SubstanceUse, "H0015/0906x1", "", null)]
    [InlineData("ny-medicaid-oasas", ServiceTrack.SubstanceUse, "S9480/0906x1", "", null)]
    [InlineData("bcbs-nebraska-hospital", ServiceTrack.SubstanceUse, "/0906x1", "", null)]
    [InlineData("medicare-hospital", ServiceTrack.MentalHealth, "90853/0915x1 90853/0915x1 90834/0914x1", "92", "APC 5861")]
    [InlineData("medicare-cmhc", ServiceTrack.SubstanceUse, "90853/0915x1 90853/0915x1 90834/0914x1", "92", "APC 5851")]
    [InlineData("medicare-rhc-fqhc", ServiceTrack.MentalHealth, "90853/0905x1 90853/0905x1 90834/0905x1", "92", "the rate of three services a day")]
    public void Decide_GoodDay_Lines(string payer, ServiceTrack track, string lines, string conditions, string? rate)
    {
        var decision = ClaimCheck.Decide(good with { Track = track }, InForce(payer));
        Assert.Equal(lines, Text(decision.Lines));
        Assert.Equal((conditions, rate), (string.Join(" ", decision.ConditionCodes), decision.Rate));
    }

    /// <summary>Noridian, "Intensive Outpatient Program (IOP)": up to three services a day, and four or more.</summary>
    [Theory]
    [InlineData("medicare-cmhc", 1, "APC 5851")]
    [InlineData("medicare-cmhc", 3, "APC 5851")]
    [InlineData("medicare-cmhc", 4, "APC 5852")]
    [InlineData("medicare-hospital", 4, "APC 5862")]
    public void Decide_ServicesADay_Rate(string payer, int services, string rate) => Assert.Equal(
        rate, ClaimCheck.Decide(good with { Services = [.. Enumerable.Range(0, services).Select(_ => Service("90853", 60))] }, InForce(payer)).Rate);

    /// <summary>WCH on New York: a patient who stays less than 3 hours is billed by the discrete services.</summary>
    [Fact]
    public void Decide_DayOnlyTooShort_ServicesInstead()
    {
        var tooShort = good with { Services = [Service("90853", 60), Service("90834", 40), Service("90834", 20), Service(null, 30)] };
        var decision = ClaimCheck.Decide(tooShort, InForce("ny-medicaid-oasas"));
        Assert.Equal(("", "90853/0915x1 90834/0914x1"), (Text(decision.Lines), Text(decision.InsteadLines)));
    }

    [Fact]
    public void Decide_DayTooShortAndANoteUnsigned_NothingInstead()
    {
        var day = Minutes(100) with { Services = [Service("90853", 60), Service("90853", 40) with { NoteIsSigned = false }] };
        Assert.Empty(ClaimCheck.Decide(day, InForce("ny-medicaid-oasas")).InsteadLines);
    }

    /// <summary>The same day, by the rules of its own time and of another.</summary>
    [Fact]
    public void Decide_OlderVersion_GivesTheOlderAnswer()
    {
        var book = PayerRuleBook.Default;
        var before = ClaimCheck.Decide(good, book.Find("medicare-hospital", "1966-07")!);
        Assert.Equal((ClaimVerdict.Blocked, "benefit", "1966-07"), (before.Verdict, before.Blockers.Single().RuleId, before.RulesVersion));
        Assert.Equal(ClaimVerdict.Claimable, ClaimCheck.Decide(good, book.Find("medicare-hospital", "2024-01")!).Verdict);

        // New York until 2010: two groups on a visit date, each on its own; from 2011 on one per diem of 3 hours.
        var groups = good with { Services = [Service("90853", 60), Service("90853", 60)] };
        Assert.Equal("90853/0915x1 90853/0915x1", Text(ClaimCheck.Decide(groups, book.Find("ny-medicaid-oasas", "2010-01")!).Lines));
        Assert.Equal(ClaimVerdict.Blocked, ClaimCheck.Decide(groups, book.Find("ny-medicaid-oasas", "2011-01")!).Verdict);
        var three = groups with { Services = [.. groups.Services, Service("90853", 60)] };
        Assert.Equal("two-groups", ClaimCheck.Decide(three, book.Find("ny-medicaid-oasas", "2010-01")!).Blockers.Single().RuleId);
        Assert.Equal("S9480/0905x1", Text(ClaimCheck.Decide(three, book.Find("ny-medicaid-oasas", "2011-01")!).Lines));
    }

    [Theory]
    [InlineData("commercial-per-diem", "week-days:weekScheduledDays! week-minutes:weekScheduledMinutes authorized:authorizations! per-diem-alone:claimedApart! plan:planSignedOn!")]
    [InlineData("medicare-hospital", "certified:certifiedOn! recertified:certifiedOn week-minutes:weekScheduledMinutes week-days:weekScheduledDays no-partial-hospitalization:partialHospitalizationDays! plan:planSignedOn!")]
    [InlineData("ny-medicaid-oasas", "week-minutes:weekScheduledMinutes! per-diem-alone:claimedApart! six-weeks:admittedOn!")]
    public void Decide_OnlyTheSessionsKnown_NamesWhatIsMissing(string payer, string missing)
    {
        var day = new ClaimDay { Day = wednesday, AgeGroup = AgeGroup.Adult, Track = ServiceTrack.MentalHealth, Services = good.Services };
        var decision = ClaimCheck.Decide(day, InForce(payer));
        Assert.Equal(missing, string.Join(" ", decision.Missing.Select(gap => $"{gap.RuleId}:{gap.Fact}{(gap.Blocks ? "!" : "")}")));
        Assert.Equal((ClaimVerdict.NotKnown, 0), (decision.Verdict, decision.Lines.Count));
    }

    [Theory]
    [InlineData(PayerUnit.Day, 1)]
    [InlineData(PayerUnit.Service, 3)]
    [InlineData(PayerUnit.QuarterHour, 12)]
    public void Decide_Unit_IsWhatTheAuthorizationMustHaveLeft(PayerUnit unit, int units)
    {
        var payer = InForce("commercial-per-diem") with { Unit = unit };
        Assert.Equal(ClaimVerdict.Claimable, ClaimCheck.Decide(Left(units), payer).Verdict);
        Assert.Equal("authorized", ClaimCheck.Decide(Left(units - 1), payer).Blockers.Single().RuleId);

        ClaimDay Left(int left) => good with { Authorizations = [new("A1", wednesday, wednesday, left)] };
    }

    /// <summary>
    /// Whatever the day and the payer: what is not confirmed never blocks, nothing is claimed that is blocked or not known,
    /// and a fact more never turns a claimable day into one that is not known.
    /// </summary>
    [Property(Arbitrary = [typeof(AnyClaimDays)], MaxTest = 2000)]
    public bool Decide_AnyDay_VerdictFollowsFromTheConfirmedRules(ClaimDay day)
    {
        foreach (var payer in PayerRuleBook.Default.All)
        {
            var decision = ClaimCheck.Decide(day, payer);
            var confirmed = payer.Rules.Where(rule => rule.Confirmed).Select(rule => rule.Id).ToHashSet();
            var expected = decision.Blockers.Count > 0 ? ClaimVerdict.Blocked
                : decision.Missing.Any(gap => confirmed.Contains(gap.RuleId)) ? ClaimVerdict.NotKnown
                : ClaimVerdict.Claimable;
            if (decision.Verdict != expected
                || !decision.Blockers.All(finding => finding.RuleId == ClaimCheck.NothingToClaimId || confirmed.Contains(finding.RuleId))
                || decision.Cautions.Any(finding => confirmed.Contains(finding.RuleId))
                || decision.Verdict == ClaimVerdict.Claimable != decision.Lines.Count > 0
                || ClaimCheck.Decide(day with { Services = [.. day.Services.Reverse()] }, payer).Verdict != decision.Verdict)
            {
                return false;
            }
        }
        return true;
    }

    private static PayerRuleSet InForce(string payer) => PayerRuleBook.Default.InForce(payer, wednesday)!;

    private static string Text(IEnumerable<ClaimLine> lines) =>
        string.Join(" ", lines.Select(line => $"{line.Procedure}/{line.Revenue}x{line.Units}"));

    private static DayService Service(string? procedure, int minutes) => new(Guid.CreateVersion7(), procedure, minutes, true);

    private static ClaimDay Minutes(int minutes) => good with { Services = [Service("90853", minutes - 20), Service(null, 20)] };

    private static ClaimDay Unsigned() => good with { Services = [.. good.Services.Take(2), good.Services[2] with { NoteIsSigned = false }] };

    private static ClaimDay Twice() => good with { Services = [good.Services[0], good.Services[0], good.Services[2]] };
}

/// <summary>Days of which any fact may be unknown, empty, bad or good.</summary>
public static class AnyClaimDays
{
    private static readonly DateOnly day = new(2026, 3, 4);

    public static Arbitrary<ClaimDay> Days() => (
        from services in Service().ArrayOf(3)
        from n in Gen.Choose(0, 3).ArrayOf(9)
        select new ClaimDay
        {
            Day = day,
            AgeGroup = n[0] > 1 ? AgeGroup.Adult : AgeGroup.Adolescent,
            Track = n[0] % 2 == 0 ? ServiceTrack.MentalHealth : ServiceTrack.SubstanceUse,
            Services = services[..Math.Min(n[1], 3)],
            WeekScheduledMinutes = Pick<int?>(n[2], null, 300, 540),
            WeekScheduledDays = Pick<int?>(n[3], null, 2, 3),
            CertifiedOn = Pick<IReadOnlyList<DateOnly>?>(n[4], null, [], [day]),
            PlanSignedOn = Pick<IReadOnlyList<DateOnly>?>(n[5], null, [], [day]),
            Authorizations = Pick<IReadOnlyList<AuthorizedUnits>?>(n[6], null, [], [new("A", day, day, 9)]),
            PartialHospitalizationDays = Pick<IReadOnlyList<DateOnly>?>(n[7], null, [day], []),
            ClaimedApart = Pick<IReadOnlyList<string>?>(n[8], null, ["90853"], []),
            AdmittedOn = Pick<DateOnly?>(n[2], null, day.AddDays(-60), day),
            LongStayIsJustified = Pick<bool?>(n[3], null, false, true),
        }).ToArbitrary();

    private static T Pick<T>(int number, T notKnown, T bad, T good) => number switch { 0 => notKnown, 1 => bad, _ => good };

    private static Gen<DayService> Service() =>
        from code in Gen.Elements<string?>("90853", "90834", "90837", null, "G0176")
        from minutes in Gen.Choose(0, 120)
        from signed in Gen.Elements(true, true, true, false)
        from remote in Gen.Elements(false, false, true)
        select new DayService(Guid.CreateVersion7(), code, minutes, signed, remote);
}
