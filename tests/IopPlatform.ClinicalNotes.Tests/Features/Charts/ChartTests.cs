using System.Net;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Charts;

public sealed class ChartTests(ClinicalNotesFixture fixture)
{
    /// <summary>Admission, new placement and closing, in every order and with repetitions, leave the same row.</summary>
    [Theory]
    [InlineData("1 2 3")]
    [InlineData("1 3 2")]
    [InlineData("2 1 3")]
    [InlineData("2 3 1")]
    [InlineData("3 1 2")]
    [InlineData("3 2 1")]
    [InlineData("1 1 2 1 3 2")]
    [InlineData("3 3 2 2 1 1 3")]
    public async Task Events_InAnyOrder_EndInTheSameChart(string order)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = new Episode(Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var number in order.Split(' '))
        {
            await (number switch
            {
                "1" => fixture.DeliverAsync(clinic.Admission(episode, "php", version: 1)),
                "2" => fixture.DeliverAsync(clinic.Admission(episode, "iop", version: 2)),
                _ => fixture.DeliverAsync(clinic.Closing(episode, version: 3)),
            });
        }

        var row = Assert.Single(await fixture.SqlAsync<ChartRow>(
            "select level_of_care, close_reason, admitted_version, closed_version, version from episodes where id = $1",
            episode.Id));
        Assert.Equal(new ChartRow("iop", "completed", 2, 3, 3), row);
    }

    [Fact]
    public async Task Chart_ClosedBeforeItsAdmission_IsNotThereYet()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = new Episode(Guid.CreateVersion7(), Guid.CreateVersion7());
        await fixture.DeliverAsync(clinic.Closing(episode));
        var path = $"{Answers.Api}/episodes/{episode.Id}/plans";
        await clinic.AsTherapist().CreateAsync(path, Requests.Plan()).IsAsync(HttpStatusCode.NotFound);
        await fixture.DeliverAsync(clinic.Admission(episode, "iop", version: 1));
        await clinic.AsTherapist().CreateAsync(path, Requests.Plan()).IsRuleAsync("episode-closed");
    }

    [Fact]
    public async Task Staff_OlderVersionLast_IsIgnored()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.HireAsync(clinic.Therapist, "Dana Lee-Park", "LCSW", needsCosign: true, version: 3);
        await clinic.HireAsync(clinic.Therapist, "Dana Leigh", "LCSW", needsCosign: false, version: 2);
        Assert.Equal(
            "Dana Lee-Park",
            Assert.Single(await fixture.SqlAsync<string>(
                "select display_name from staff where id = $1", clinic.Therapist.StaffId!)));
    }

    [Fact]
    public async Task Chart_EachEvent_LeavesOneAuditRow()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = new Episode(Guid.CreateVersion7(), Guid.CreateVersion7());
        var admission = clinic.Admission(episode, "iop", version: 1);
        var messageId = await fixture.PublishAsync(admission);
        await fixture.DeliverAsync(admission, messageId);
        Assert.Single(await fixture.SqlAsync<long>("select id from audit where source_message_id = $1", messageId));
    }

    private sealed record ChartRow(
        string LevelOfCare, string CloseReason, long AdmittedVersion, long ClosedVersion, long Version);
}
