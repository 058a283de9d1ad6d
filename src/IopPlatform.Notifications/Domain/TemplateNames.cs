namespace IopPlatform.Notifications.Domain;

/// <summary>The messages that exist; each has its text in every language under <c>Templates/</c>.</summary>
public static class TemplateNames
{
    public const string SessionReminder = "session-reminder";
    public const string Welcome = "welcome";
    public const string FollowUp = "follow-up";
    public const string StaffTask = "staff-task";
    public const string StaffAlert = "staff-alert";
    public const string StaffFollowUp = "staff-follow-up";
}
