namespace IopPlatform.Notifications.Tests.Features.Reminders;

public sealed class RemindOnPersonalScheduleChangedTests(NotificationsFixture fixture)
{
    private readonly Guid schedule = Guid.CreateVersion7();
    private readonly Guid session = Guid.CreateVersion7();

    [Fact]
    public async Task Session_InThreeDays_IsRemindedOfADayAhead()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddDays(3);
        await clinic.DeliverAsync(clinic.Week(schedule, 1, Clinic.Session(session, start)));
        var row = await clinic.OnlyAsync("queued");
        Assert.Equal(start.AddHours(-24), row.DueAt);
        Assert.Equal([start.AddHours(-24)], await clinic.DueAsync(row.Id));
    }

    [Fact]
    public async Task Session_InTwoHours_IsRemindedOfAtOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Week(schedule, 1, Clinic.Session(session, clinic.Minute.AddHours(2))));
        await clinic.OnlyAsync("sent");
        var mail = Assert.Single(fixture.Mail.To(clinic.PatientAddress));
        Assert.Equal("Your appointment", mail.Message.Subject);
        Assert.StartsWith("Hello Sam,\n\nyou have an appointment on ", mail.Text);
        Assert.Contains("please call +1-303-555-0101", mail.Text);
    }

    [Fact]
    public async Task Week_DeliveredTwiceAndLate_HasOneEffect()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddDays(3);
        var newer = clinic.Week(schedule, 2, Clinic.Session(session, start.AddHours(1)));
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(newer, message);
        await clinic.DeliverAsync(newer, message);
        await clinic.DeliverAsync(newer);
        await clinic.DeliverAsync(clinic.Week(schedule, 1, Clinic.Session(session, start), Clinic.Session(Guid.CreateVersion7(), start)));
        var row = await clinic.OnlyAsync("queued");
        Assert.Equal(start.AddHours(-23), row.DueAt);
        Assert.Equal(1, row.Version);
        Assert.Equal([1], await clinic.AuditRowsAsync(message));
    }

    [Fact]
    public async Task Session_MovedThenCanceledThenOnAgain_KeepsOneReminder()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddDays(3);
        await clinic.DeliverAsync(clinic.Week(schedule, 1, Clinic.Session(session, start)));
        await clinic.DeliverAsync(clinic.Week(schedule, 2, Clinic.Session(session, start.AddDays(1))));
        var moved = await clinic.OnlyAsync("queued");
        Assert.Equal([start], await clinic.DueAsync(moved.Id));

        await clinic.DeliverAsync(clinic.Week(schedule, 3, Clinic.Session(session, start.AddDays(1), canceled: true)));
        await clinic.OnlyAsync("canceled");
        Assert.Empty(await clinic.DueAsync(moved.Id));

        await clinic.DeliverAsync(clinic.Week(schedule, 4, Clinic.Session(session, start)));
        Assert.Equal(start.AddHours(-24), (await clinic.OnlyAsync("queued")).DueAt);
    }

    [Fact]
    public async Task Session_MovedAfterItsReminder_IsRemindedOfAgain()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddHours(2);
        await clinic.DeliverAsync(clinic.Week(schedule, 1, Clinic.Session(session, start)));
        await clinic.OnlyAsync("sent");
        await clinic.DeliverAsync(clinic.Week(schedule, 2, Clinic.Session(session, start.AddDays(2))));
        Assert.Equal(["sent", "queued"], (await clinic.RowsAsync()).Select(row => row.State));
    }

    [Fact]
    public async Task Week_TwoVersionsAtOnce_EndsAsTheNewerOneSays()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddDays(3);
        await Task.WhenAll(
            clinic.DeliverAsync(clinic.Week(schedule, 1, Clinic.Session(session, start), Clinic.Session(Guid.CreateVersion7(), start))),
            clinic.DeliverAsync(clinic.Week(schedule, 2, Clinic.Session(session, start.AddHours(1)))));
        Assert.Equal(start.AddHours(-23), Assert.Single(await clinic.RowsAsync(), row => row.State == "queued").DueAt);
    }

    [Fact]
    public async Task Episode_Closed_StopsRemindersEvenOfAWeekThatComesLater()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var start = clinic.Minute.AddDays(3);
        await clinic.DeliverAsync(clinic.Week(schedule, 1, Clinic.Session(session, start)));
        await clinic.DeliverAsync(clinic.Closed());
        await clinic.DeliverAsync(clinic.Week(schedule, 2, Clinic.Session(session, start), Clinic.Session(Guid.CreateVersion7(), start)));
        await clinic.OnlyAsync("canceled");
    }
}
