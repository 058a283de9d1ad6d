namespace IopPlatform.Web.Design;

/// <param name="Day">In the site's zone.</param>
/// <param name="Session">"Skills group, 9:00 AM".</param>
/// <param name="Minutes">Clinical minutes attended; null where nothing is recorded.</param>
public sealed record AttendanceCell(DateOnly Day, AttendanceMark Mark, string Session, int? Minutes = null);

public enum AttendanceMark
{
    Present,

    /// <summary>Late, or left early.</summary>
    Late,
    Absent,
    Excused,

    /// <summary>The session is over and nobody has said who was there.</summary>
    NotRecorded,
}

public static class AttendanceMarks
{
    /// <summary>From the status on the wire; a mere check-in and what we do not know is not recorded, never present.</summary>
    public static AttendanceMark FromCode(string? code) => code switch
    {
        "attended" => AttendanceMark.Present,
        "partial" => AttendanceMark.Late,
        "absent" => AttendanceMark.Absent,
        "excused" => AttendanceMark.Excused,
        _ => AttendanceMark.NotRecorded,
    };

    public static string Words(AttendanceMark mark) => DesignText.Get($"Mark{mark}");

    /// <summary>The letter under the shape; in Spanish T (tarde) and J (justificada).</summary>
    public static string Letter(AttendanceMark mark) => DesignText.Get($"Letter{mark}");

    public static Shape Shape(AttendanceMark mark) => mark switch
    {
        AttendanceMark.Present => Design.Shape.Check,
        AttendanceMark.Late => Design.Shape.HalfDisc,
        AttendanceMark.Absent => Design.Shape.Cross,
        AttendanceMark.Excused => Design.Shape.Dash,
        AttendanceMark.NotRecorded => Design.Shape.Question,
    };

    /// <summary>Took part, be it late.</summary>
    public static bool Came(AttendanceMark mark) => mark is AttendanceMark.Present or AttendanceMark.Late;
}
