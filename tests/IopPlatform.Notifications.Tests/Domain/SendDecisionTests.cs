using IopPlatform.Notifications.Domain;

namespace IopPlatform.Notifications.Tests.Domain;

public sealed class SendDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 9, 15, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 9);
    private static readonly ContactConsent[] Consented = [new(true, null)];

    private static SendFacts ToPatient => new(
        TemplateNames.SessionReminder, "queued", Guid.CreateVersion7(), Guid.CreateVersion7(), Now.AddHours(24), Now, Now.AddHours(24),
        Now.AddDays(-1), 0, null, 1, Clinic.Zone, "+1", "Sam", "en", "sam@mail.test", true, "email", true, true, false, false, false, false);

    private static SendFacts ToStaff => ToPatient with
    {
        Template = TemplateNames.StaffTask,
        PatientId = null,
        PreferredChannel = null,
        Name = null,
    };

    public static TheoryData<string, SendFacts, SendVerdict> Cases => new()
    {
        { "all is well", ToPatient, SendVerdict.Send },
        { "sent before", ToPatient with { State = "sent" }, SendVerdict.Nothing },
        { "this command was handled before", ToPatient with { Handled = true }, SendVerdict.Nothing },
        { "taken back", ToPatient with { State = "canceled" }, SendVerdict.Nothing },
        { "given up", ToPatient with { State = "failed" }, SendVerdict.Nothing },
        { "somebody sends it", Claimed(TimeSpan.FromSeconds(59)), SendVerdict.InHand },
        { "its sender died", Claimed(SendDecision.Lease), SendVerdict.Send },
        { "planned anew for later", ToPatient with { DueAt = Now.AddSeconds(1) }, SendVerdict.Later },
        { "too late", ToPatient with { ExpiresAt = Now }, SendVerdict.Expired },
        { "the episode has ended", ToPatient with { Closed = true }, SendVerdict.Cancel },
        { "reminders are not wanted", ToPatient with { SessionReminders = false }, SendVerdict.Cancel },
        { "only follow-ups are not wanted", ToPatient with { FollowUpMessages = false }, SendVerdict.Send },
        { "the patient died", ToPatient with { Template = TemplateNames.FollowUp, Died = true }, SendVerdict.Cancel },
        { "a follow-up after the episode", ToPatient with { Template = TemplateNames.FollowUp, Closed = true }, SendVerdict.Send },
        { "the follow-up is done", ToStaff with { Template = TemplateNames.StaffFollowUp, Done = true }, SendVerdict.Cancel },
        { "no address", ToPatient with { Address = null }, SendVerdict.NoAddress },
        { "wants no channel", ToPatient with { PreferredChannel = "none" }, SendVerdict.NoAddress },
        { "address may be on its way", New with { Address = null, AddressKnown = false }, SendVerdict.Later },
        { "known to have no address", New with { Address = null }, SendVerdict.NoAddress },
        { "site is not known yet", ToPatient with { TimeZone = null }, SendVerdict.Later },
        { "a page does not wait for the site", ToStaff with { TimeZone = null, Phone = null }, SendVerdict.Send },
        { "staff member who has left", ToStaff with { Address = null }, SendVerdict.NoAddress },
        { "a page needs no consent and minds no end", ToStaff with { Closed = true }, SendVerdict.Send },
    };

    private static SendFacts New => ToPatient with { CreatedAt = Now.AddSeconds(-29) };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_Facts_GiveVerdict(string why, SendFacts facts, SendVerdict expected) =>
        Assert.True(expected == SendDecision.Decide(facts, Consented, Today, Now).Verdict, why);

    public static TheoryData<string, ContactConsent[], DateTimeOffset, SendVerdict> ConsentCases => new()
    {
        { "revoked", [new(false, null)], Now, SendVerdict.NoConsent },
        { "expired yesterday", [new(true, new DateOnly(2026, 3, 8))], Now, SendVerdict.NoConsent },
        { "holds on its last day", [new(true, Today)], Now, SendVerdict.Send },
        { "one revoked, one active", [new(false, null), new(true, null)], Now, SendVerdict.Send },
        { "none, but it may be on its way", [], Now.AddSeconds(-29), SendVerdict.Later },
        { "none", [], Now.AddSeconds(-30), SendVerdict.NoConsent },
    };

    [Theory]
    [MemberData(nameof(ConsentCases))]
    public void Decide_Consents_GiveVerdict(string why, ContactConsent[] consents, DateTimeOffset createdAt, SendVerdict expected) =>
        Assert.True(
            expected == SendDecision.Decide(ToPatient with { CreatedAt = createdAt }, consents, Today, Now).Verdict, why);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 10)]
    [InlineData(3, 60)]
    [InlineData(4, 120)]
    [InlineData(8, 1920)]
    [InlineData(9, 3600)]
    [InlineData(1000, 3600)]
    public void Backoff_Attempts_GrowsUpToAnHour(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SendDecision.Backoff(attempts));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(40, 60)]
    public void AsksAgainAfter_Attempts_GrowsUpToAMinute(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SendDecision.AsksAgainAfter(attempts));

    private static SendFacts Claimed(TimeSpan ago) => ToPatient with { State = "sending", ClaimedAt = Now - ago };
}
