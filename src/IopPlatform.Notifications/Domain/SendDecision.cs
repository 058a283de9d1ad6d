namespace IopPlatform.Notifications.Domain;

/// <summary>Everything that decides whether a message leaves, read when it is due.</summary>
/// <param name="TimeZone">The site's zone; null while the site is unknown here.</param>
/// <param name="Phone">The number to call: the site's or else the organization's.</param>
/// <param name="Address">E-mail address of the patient or of the active staff member.</param>
/// <param name="AddressKnown">Whether the owner of the address has said anything about it yet.</param>
/// <param name="PreferredChannel">The patient's; null for staff.</param>
/// <param name="Closed">Whether the message's episode has ended.</param>
/// <param name="Died">Whether the patient has died.</param>
/// <param name="Done">Whether the follow-up that the message is about is completed.</param>
/// <param name="Handled">Whether this very command was handled before; then it must not even begin.</param>
public sealed record SendFacts(
    string Template,
    string State,
    Guid SiteId,
    Guid? PatientId,
    DateTimeOffset? TellsAt,
    DateTimeOffset DueAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt,
    int Attempts,
    DateTimeOffset? ClaimedAt,
    long Version,
    string? TimeZone,
    string? Phone,
    string? Name,
    string? Language,
    string? Address,
    bool AddressKnown,
    string? PreferredChannel,
    bool SessionReminders,
    bool FollowUpMessages,
    bool Closed,
    bool Died,
    bool Done,
    bool Handled);

/// <summary>A consent to being contacted. <paramref name="ExpiresOn"/> is the last day on which it holds.</summary>
public sealed record ContactConsent(bool Active, DateOnly? ExpiresOn);

public enum SendVerdict
{
    /// <summary>It was sent or taken back already.</summary>
    Nothing,

    /// <summary>Somebody is sending it, or died while doing so: look again when the lease is over.</summary>
    InHand,
    Later,
    Cancel,
    NoConsent,
    NoAddress,
    Expired,
    Send,
}

/// <param name="LaterAt">Set for <see cref="SendVerdict.Later"/> and <see cref="SendVerdict.InHand"/>.</param>
public sealed record SendDecision(SendVerdict Verdict, DateTimeOffset? LaterAt = null)
{
    /// <summary>
    /// Events come in any order, so the address or the consent may still be on its way when a message is due. What is unknown
    /// is waited for this long; what is known to be missing is not.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After this time a sender that has claimed the message is taken for dead; no conversation lasts longer than half of it. A
    /// safety page whose sender died waits so long, too.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    public static SendDecision Decide(
        SendFacts facts, IReadOnlyList<ContactConsent> consents, DateOnly today, DateTimeOffset now)
    {
        if (facts.Handled || facts.State is not ("queued" or "sending"))
            return new(SendVerdict.Nothing);
        if (facts.State == "sending" && facts.ClaimedAt + Lease > now)
            return new(SendVerdict.InHand, facts.ClaimedAt + Lease);
        if (Unwanted(facts))
            return new(SendVerdict.Cancel);
        if (now >= facts.ExpiresAt)
            return new(SendVerdict.Expired);
        if (facts.State == "queued" && facts.DueAt > now)
            return new(SendVerdict.Later, facts.DueAt);

        return facts.PatientId is null ? DecideForStaff(facts, now) : DecideForPatient(facts, consents, today, now);
    }

    /// <summary>The pause after a failed attempt (the first is 1): 2 s, 10 s, then 1, 2, 4 … minutes, an hour at most.</summary>
    public static TimeSpan Backoff(int attempts) => attempts switch
    {
        <= 1 => TimeSpan.FromSeconds(2),
        2 => TimeSpan.FromSeconds(10),
        _ => TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Min(attempts, 10) - 3))),
    };

    /// <summary>
    /// The pause after the platform's own Intake could not be asked (the first time is 1): 2, 4, 8 … seconds, a minute at most, since
    /// it is back within seconds of a restart.
    /// </summary>
    public static TimeSpan AsksAgainAfter(int attempts) => TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(attempts, 10))));

    private static bool Unwanted(SendFacts facts) => facts.Template switch
    {
        TemplateNames.SessionReminder => facts.Closed || facts.Died || !facts.SessionReminders,
        TemplateNames.FollowUp => facts.Died || facts.Done || !facts.FollowUpMessages,
        TemplateNames.StaffFollowUp => facts.Done,
        TemplateNames.Welcome => facts.Closed || facts.Died,
        _ => false,
    };

    /// <summary>A page must not wait for anything but an address; without a known zone its time is told in UTC.</summary>
    private static SendDecision DecideForStaff(SendFacts facts, DateTimeOffset now) =>
        facts.Address is not null ? new(SendVerdict.Send)
        : Wait(facts, facts.AddressKnown, now) ?? new(SendVerdict.NoAddress);

    private static SendDecision DecideForPatient(
        SendFacts facts, IReadOnlyList<ContactConsent> consents, DateOnly today, DateTimeOffset now)
    {
        if (!consents.Any(consent => consent.Active && (consent.ExpiresOn is null || consent.ExpiresOn >= today)))
            return Wait(facts, known: consents.Count > 0, now) ?? new(SendVerdict.NoConsent);
        if (facts.Address is null || facts.PreferredChannel == "none")
            return Wait(facts, facts.AddressKnown, now) ?? new(SendVerdict.NoAddress);
        if (facts.Name is null || facts.TimeZone is null || facts.Phone is null)
            return new(SendVerdict.Later, now + AskAgainAfter);

        return new(SendVerdict.Send);
    }

    private static SendDecision? Wait(SendFacts facts, bool known, DateTimeOffset now) =>
        known || now >= facts.CreatedAt + Settling ? null : new(SendVerdict.Later, now + AskAgainAfter);
}
