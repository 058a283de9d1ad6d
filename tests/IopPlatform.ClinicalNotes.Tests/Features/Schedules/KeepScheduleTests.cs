using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.ClinicalNotes.Tests.Features.Schedules;

public sealed class KeepScheduleTests(ClinicalNotesFixture fixture)
{
    [Theory]
    [InlineData("1 2 3")]
    [InlineData("3 2 1")]
    [InlineData("2 3 1")]
    [InlineData("3 1 3 2")]
    public async Task Weeks_InAnyOrder_EndWithTheNewest(string order)
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = new Episode(Guid.CreateVersion7(), Guid.CreateVersion7());
        var schedule = Guid.CreateVersion7();
        Guid[] sessions = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        PersonalScheduleChanged[] versions =
        [
            Week(clinic, episode, schedule, 1, sessions),
            Week(clinic, episode, schedule, 2, sessions[0]),
            Week(clinic, episode, schedule, 3, sessions[1], sessions[2]),
        ];
        foreach (var number in order.Split(' ')) await fixture.DeliverAsync(versions[int.Parse(number) - 1]);
        Assert.Equal(
            sessions[1..].ToHashSet(),
            [.. await fixture.SqlAsync<Guid>("select session_id from scheduled_sessions where schedule_id = $1", schedule)]);
    }

    internal static PersonalScheduleChanged Week(
        Clinic clinic, Episode episode, Guid id, long version, params Guid[] sessions) => new()
        {
            OrganizationId = clinic.Organization,
            Version = version,
            OccurredAt = clinic.SessionEndsAt,
            ScheduleId = id,
            EpisodeId = episode.Id,
            PatientId = episode.PatientId,
            SiteId = clinic.Site,
            WeekStartsOn = new DateOnly(2026, 1, 5),
            TimeZone = "America/Denver",
            Sessions =
        [
            .. sessions.Select(session => new ScheduledSession(
                session, null, "group", clinic.SessionEndsAt.AddHours(-3), clinic.SessionEndsAt, 170, null, null,
                Canceled: false)),
        ],
        };
}
