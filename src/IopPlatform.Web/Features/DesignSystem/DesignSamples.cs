using IopPlatform.Web.Design;

namespace IopPlatform.Web.Features.DesignSystem;

/// <summary>
/// What the components are shown with: the usual case, and the cases that break pictures (nothing, one, two hundred, long names).
/// </summary>
public static class DesignSamples
{
    /// <summary>Fixed, so that the page looks the same on every day.</summary>
    public static DateOnly Today { get; } = new(2026, 12, 16);

    public static IReadOnlyList<PatientIdentity> People { get; } =
    [
        new("Ana R.", "Anabel Rivera Santos", new(1991, 3, 14), 35, "HB-20481")
        {
            Pronouns = "she/her", ProgramWeek = 5, Allergies = ["penicillin", "latex"], Risk = RiskLevel.Moderate,
        },
        new("Maximiliana-Constanza Ortega de la Fuente", "Maximiliana-Constanza Ortega de la Fuente", new(2009, 11, 30), 17, "HB-20977")
        {
            Pronouns = "they/them", ProgramWeek = 12, Allergies = [], Risk = RiskLevel.NotScreened,
        },
    ];

    public static IReadOnlyList<AttendanceCell> Attendance { get; } = Strip("PPLPPAPEPPPLPPA?");

    public static IReadOnlyList<AttendanceCell> LongAttendance { get; } =
        Strip("PPPPLPPPPAPPPPPPEPPPPPLPPPPPPPPPAPPPPPPPPPLPPPPPPPEPPPPPPPPPPPPPPPPPAPPP");

    public static IReadOnlyList<ScoreCourse> Courses { get; } =
    [
        Phq9([(0, 17), (7, 16), (14, 13), (35, 12), (42, 10)]) with
        {
            Marks =
            [
                new(Day(0), CourseMarkKind.ProgramStart, "IOP, Harbor, mornings"),
                new(Day(16), CourseMarkKind.Medication, "sertraline 50 → 100 mg"),
            ],
            SafetyItem = new("Item 9", [new(Day(0), 1), new(Day(7), 2), new(Day(14), 0), new(Day(35), 0), new(Day(42), 0)]),
        },
        Gad7([(0, 9), (7, 10), (14, 12), (21, 12), (28, 14), (35, 15)]) with
        {
            Marks =
            [
                new(Day(0), CourseMarkKind.ProgramStart, "IOP, Harbor, mornings"),
                new(Day(28), CourseMarkKind.LevelOfCare, "stepped up from 3 to 4 days"),
                new(Day(29), CourseMarkKind.Other, "moved to the shelter on Pine Street"),
                new(Day(30), CourseMarkKind.Medication, "hydroxyzine as needed"),
            ],
        },
        new()
        {
            Name = "PCL-5", Max = 80, ReliableAt = 15, Cut = new(33, "Provisional PTSD, cut"), RemissionBelow = 29,
            Points = Scores([(0, 52), (14, 49), (28, 44)]),
        },
        new()
        {
            Name = "WHO-5", Max = 100, HigherIsBetter = true, ReliableAt = 10, Cut = new(52, "Low well-being, under"),
            Points = Scores([(0, 24), (7, 28), (14, 40), (21, 36), (28, 56)]),
        },
        Phq9([(40, 14)]),
        Phq9([]),
        Phq9([.. Enumerable.Range(0, 200).Select(at => ((at * 3) - 560, (int)Math.Round(14 + (6 * Math.Sin(at / 9.0)) - (at / 40.0))))]),
        new()
        {
            Name = "Escala de síntomas de estrés postraumático, versión semanal", Max = 27, ReliableAt = 6,
            Bands =
            [
                new(0, 4, "mínimo"), new(5, 9, "leve"), new(10, 14, "moderado"), new(15, 19, "moderadamente grave"), new(20, 27, "grave"),
            ],
            Points = Scores([(0, 21), (7, 22), (14, 19), (21, 20)]),
        },
    ];

    public static IReadOnlyList<CaseloadCourse> Caseload { get; } =
    [
        Patient("Ana R.", 5, -2, 17, 16, 13, 12, 10),
        Patient("Theo B.", 4, 3, 11, 12, 16, 18),
        Patient("Ines Q.", 6, 2, 15, 14, 16, 15, 14),
        Patient("Maximiliana-Constanza O. de la F.", 2, 4, 20, 18),
        Patient("Sam O.", 7, 5, 18, 14, 11, 8, 6, 4),
        Patient("Rui P.", 3, -6, 12, 11),
        Patient("Noor H.", 1, 1),
        Patient("Jo L.", 5, 6, 9, 8, 7, 9, 8),
        Patient("Wren A.", 8, 2, 22, 19, 18, 15, 12, 11, 9),
    ];

    private static ScoreCourse Phq9(IReadOnlyList<(int Day, int Value)> points) => new()
    {
        Name = "PHQ-9",
        Max = 27,
        ReliableAt = 6,
        ResponsePercent = 50,
        RemissionBelow = 5,
        Points = Scores(points),
        Bands =
        [
            new(0, 4, "minimal"), new(5, 9, "mild"), new(10, 14, "moderate"), new(15, 19, "moderately severe"), new(20, 27, "severe"),
        ],
    };

    private static ScoreCourse Gad7(IReadOnlyList<(int Day, int Value)> points) => new()
    {
        Name = "GAD-7",
        Max = 21,
        ReliableAt = 4,
        Points = Scores(points),
        Bands = [new(0, 4, "minimal"), new(5, 9, "mild"), new(10, 14, "moderate"), new(15, 21, "severe")],
    };

    private static IReadOnlyList<ScoreDay> Scores(IReadOnlyList<(int Day, int Value)> points) =>
        [.. points.Select(point => new ScoreDay(Day(point.Day), point.Value))];

    private static DateOnly Day(int sinceStart) => new DateOnly(2026, 11, 2).AddDays(sinceStart);

    private static CaseloadCourse Patient(string name, int week, int dueInDays, params int[] scores) =>
        new(name, Phq9([.. scores.Select((score, at) => (42 - (7 * (scores.Length - 1 - at)), score))]))
        {
            Href = "#",
            ProgramWeek = week,
            NextDueOn = Today.AddDays(dueInDays),
        };

    private static IReadOnlyList<AttendanceCell> Strip(string marks) =>
    [
        .. marks.Select((letter, at) => new AttendanceCell(
            Today.AddDays((at - marks.Length) * 7 / 4),
            letter switch
            {
                'P' => AttendanceMark.Present,
                'L' => AttendanceMark.Late,
                'A' => AttendanceMark.Absent,
                'E' => AttendanceMark.Excused,
                _ => AttendanceMark.NotRecorded,
            },
            at % 2 == 0 ? "Skills group, 9:00 AM" : "Process group, 10:30 AM",
            letter switch
            {
                'P' => 90,
                'L' => 60,
                _ => null,
            })),
    ];
}
