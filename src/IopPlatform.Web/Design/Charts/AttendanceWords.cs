namespace IopPlatform.Web.Design;

public static class AttendanceWords
{
    /// <summary>
    /// "Came to 9 of 12 sessions, 2 late, missed the last 2". Sessions without a record count on neither side; excused ones
    /// count as sessions, and do not end a row of misses.
    /// </summary>
    /// <param name="ordered">Oldest first.</param>
    public static string Sentence(IReadOnlyList<AttendanceCell> ordered)
    {
        if (ordered.Count == 0) return DesignText.Get("StripEmpty");
        AttendanceMark[] recorded = [.. ordered.Select(cell => cell.Mark).Where(mark => mark != AttendanceMark.NotRecorded)];
        var came = recorded.Count(AttendanceMarks.Came);
        List<string> parts =
            [recorded.Length == 1 ? DesignText.Get("StripSentenceOne", came) : DesignText.Get("StripSentence", came, recorded.Length)];
        if (recorded.Count(mark => mark == AttendanceMark.Late) is > 0 and var late) parts.Add(DesignText.Get("StripLate", late));
        switch (MissesInARow(recorded))
        {
            case 0:
                break;
            case 1:
                parts.Add(DesignText.Get("StripMissedLast"));
                break;
            case var missed:
                parts.Add(DesignText.Get("StripMissedInARow", missed));
                break;
        }

        if (ordered.Count - recorded.Length is > 0 and var open) parts.Add(DesignText.Get("StripNotRecorded", open));
        return string.Join(", ", parts);
    }

    private static int MissesInARow(AttendanceMark[] recorded) => recorded
        .Reverse()
        .Where(mark => mark != AttendanceMark.Excused)
        .TakeWhile(mark => mark == AttendanceMark.Absent)
        .Count();
}
