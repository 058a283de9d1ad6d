using System.Globalization;
using Bunit;
using IopPlatform.Web.Design;
using IopPlatform.Web.Features.DesignSystem;

namespace IopPlatform.Web.Tests.Design;

/// <summary>What assistive technology and a strict content security policy find in the rendered components.</summary>
public sealed class DesignPageTests : BunitContext
{
    [Fact]
    public void DesignPage_Opened_HasOneHeadingAndBothThemes()
    {
        var page = Render<DesignGallery>(p => p.Add(g => g.Theme, "dark").Add(g => g.Title, "Night"));
        Assert.Single(page.FindAll("[data-theme=dark]"));
        Assert.Single(Render<PageHeading>(p => p.Add(h => h.Title, "All are here")).FindAll("h1"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void Gallery_InEachLanguage_NeedsNoScriptNoInlineStyleAndNoIdTwice(string language)
    {
        var gallery = Gallery(language);
        Assert.Empty(gallery.FindAll("[style], script, [onclick], [onchange]"));
        var ids = gallery.FindAll("[id]").Select(element => element.Id).ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        foreach (var reference in gallery.FindAll("[aria-labelledby], [aria-describedby]"))
        {
            var target = reference.GetAttribute("aria-labelledby") ?? reference.GetAttribute("aria-describedby")!;
            Assert.Contains(target, ids);
        }

        Assert.All(gallery.FindAll("input"), input => Assert.True(
            input.HasAttribute("aria-label") || gallery.FindAll($"label[for='{input.Id}']").Count == 1, input.OuterHtml));
        Assert.All(gallery.FindAll("svg"), svg => Assert.True(
            svg.Closest("svg[aria-hidden=true]") is not null
            || svg.GetAttribute("role") == "img"
            || svg.ClassList.Contains("iop-trajectory__plot"),
            svg.OuterHtml));
    }

    [Fact]
    public void RiskChip_OfEachLevel_SaysItByWordAndByShape()
    {
        var chips = Enum.GetValues<RiskLevel>()
            .Select(level => Render<RiskChip>(p => p.Add(chip => chip.Level, level)).Find(".iop-risk"))
            .ToList();
        Assert.All(chips, chip => Assert.NotEqual("", chip.TextContent.Trim()));
        Assert.Equal(chips.Count, chips.Select(chip => chip.TextContent.Trim()).Distinct().Count());
        Assert.True(chips.Select(chip => chip.QuerySelector("svg")!.InnerHtml).Distinct().Count() >= 5);
    }

    [Fact]
    public void RiskChip_ThatIsCompact_KeepsItsWordForScreenReaders() =>
        Assert.Equal("High risk", Render<RiskChip>(p => p.Add(chip => chip.Level, RiskLevel.High).Add(chip => chip.Compact, true))
            .Find(".iop-visually-hidden").TextContent);

    [Fact]
    public void Trajectories_OfAllSamples_HaveAsManyPointsAsRowsAndOneTabStop()
    {
        foreach (var course in DesignSamples.Courses)
        {
            var chart = Trajectory(course);
            var keys = chart.FindAll("input[type=radio]");
            Assert.Equal(course.Points.Count, keys.Count);
            Assert.Equal(course.Points.Count, chart.FindAll("tbody tr").Count);
            if (keys.Count == 0) continue;
            Assert.Single(keys.Select(key => key.GetAttribute("name")).Distinct());
            Assert.Single(keys, key => key.HasAttribute("checked"));
            Assert.All(keys.Zip(course.Ordered), pair =>
                Assert.Contains($": {pair.Second.Value}", pair.First.GetAttribute("aria-label")!, StringComparison.Ordinal));
            Assert.All(chart.FindAll("tbody tr").Zip(course.Ordered), pair =>
                Assert.Equal(pair.Second.Value.ToString(CultureInfo.InvariantCulture), pair.First.Children[1].TextContent));
        }
    }

    [Fact]
    public void Trajectory_WithoutAScore_SaysSoAndShowsNoPicture()
    {
        var chart = Trajectory(DesignSamples.Courses[0] with { Points = [], Marks = [], SafetyItem = null });
        Assert.Equal("PHQ-9: no score yet", chart.Find("h3").TextContent.Trim());
        Assert.Empty(chart.FindAll(".iop-trajectory__plot, details"));
    }

    [Fact]
    public void Trajectory_OfThePcl5_HasACutAndNoBands()
    {
        var chart = Trajectory(DesignSamples.Courses[2]);
        Assert.NotEmpty(chart.FindAll(".iop-trajectory__plot .iop-trajectory__cut"));
        Assert.Empty(chart.FindAll(".iop-band"));
    }

    [Fact]
    public void Trajectory_OfSomebodyWhoGotWorse_LeadsToThePlan()
    {
        Assert.Single(Trajectory(DesignSamples.Courses[1]).FindAll("a.iop-chart__action"));
        Assert.Empty(Trajectory(DesignSamples.Courses[0]).FindAll("a.iop-chart__action"));
    }

    [Fact]
    public void Trajectory_WithAPositiveSafetyItem_ShowsItsNumberInARowOfItsOwn() =>
        Assert.Equal(["1", "2"], Trajectory(DesignSamples.Courses[0]).FindAll(".iop-trajectory__safety-value").Select(value => value.TextContent));

    [Fact]
    public void Strip_OfManySessions_ShowsTheLatestAndListsAll()
    {
        var strip = Render<AttendanceStrip>(p => p
            .Add(s => s.Cells, DesignSamples.LongAttendance).Add(s => s.Today, DesignSamples.Today).Add(s => s.Id, "strip"));
        Assert.Equal(60, strip.FindAll(".iop-cell").Count);
        Assert.Equal(DesignSamples.LongAttendance.Count, strip.FindAll("tbody tr").Count);
        Assert.All(strip.FindAll(".iop-cell"), cell => Assert.NotEqual("", cell.QuerySelector(".iop-cell__letter")!.TextContent));
    }

    [Fact]
    public void Multiples_OfALargeCaseload_ShowTwentyFourAndSayHowManyFollow()
    {
        var items = Enumerable.Range(0, 30).Select(at => new CaseloadCourse($"Patient {at:00}", DesignSamples.Courses[0])).ToList();
        var multiples = Render<SmallMultiples>(p => p
            .Add(m => m.Items, items).Add(m => m.Today, DesignSamples.Today).Add(m => m.Id, "all").Add(m => m.MoreHref, "/rest"));
        Assert.Equal(24, multiples.FindAll(".iop-multiple").Count);
        Assert.Equal("6 more", multiples.Find("a.iop-chart__action").TextContent);
    }

    [Fact]
    public void IdentityBar_OfSomebodyNobodyAskedYet_ClaimsNothing()
    {
        var bar = Render<IdentityBar>(p => p.Add(b => b.Person, new("Ana R.", "Ana R.", new(1991, 3, 14), 35, null)));
        Assert.DoesNotContain("llergies", bar.Markup, StringComparison.Ordinal);
        Assert.Contains("Not screened", bar.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("MRN", bar.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Legal name", bar.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new string[0], "No known allergies")]
    [InlineData(new[] { "penicillin", "latex" }, "Allergies: penicillin, latex")]
    public void IdentityBar_OfSomebodyWhoWasAsked_SaysTheAnswer(string[] allergies, string text)
    {
        var person = new PatientIdentity("Ana R.", "Ana R.", new(1991, 3, 14), 35, null) { Allergies = allergies };
        Assert.Equal(text, Render<IdentityBar>(p => p.Add(b => b.Person, person)).Find(".iop-identity__allergies").TextContent);
    }

    [Fact]
    public void ErrorState_Shown_AnnouncesItselfAndSaysWhatWasKept()
    {
        var error = Render<ErrorState>(p => p.Add(e => e.Title, "Not signed").Add(e => e.Kept, "your text"));
        Assert.Equal("alert", error.Find(".iop-state").GetAttribute("role"));
        Assert.Contains("your text", error.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void ChoiceGroup_WithAnError_IsOneGroupThatNamesItAndChoosesNothingByItself()
    {
        var group = Render<ChoiceGroup>(p => p
            .Add(g => g.Id, "risk").Add(g => g.Name, "risk").Add(g => g.Legend, "Safety concern").Add(g => g.Error, "Say it.")
            .Add(g => g.Options, [new Choice("no", "None seen"), new Choice("yes", "Concern seen")]));
        Assert.Equal("Safety concern", group.Find("fieldset[role=radiogroup] legend").TextContent);
        Assert.Empty(group.FindAll("input[checked]"));
        Assert.Equal("Say it.", group.Find("#" + group.Find("fieldset").GetAttribute("aria-describedby")).TextContent.Trim());
    }

    [Fact]
    public void CrisisBar_Always_OffersBothLinesWithoutAScript()
    {
        var bar = Render<CrisisBar>(p => p.Add(c => c.ClinicPhone, "(555) 010-0199"));
        Assert.Equal(["tel:988", "sms:988", "tel:5550100199", "tel:911"], bar.FindAll("a").Select(link => link.GetAttribute("href")));
    }

    private IRenderedComponent<Trajectory> Trajectory(ScoreCourse course) => Render<Trajectory>(p => p
        .Add(t => t.Course, course).Add(t => t.Today, DesignSamples.Today).Add(t => t.Id, "course").Add(t => t.ReviewHref, "/plan"));

    private IRenderedComponent<DesignGallery> Gallery(string language)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = new CultureInfo(language);
        try
        {
            return Render<DesignGallery>(p => p.Add(g => g.Theme, "light").Add(g => g.Title, "Day"));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
