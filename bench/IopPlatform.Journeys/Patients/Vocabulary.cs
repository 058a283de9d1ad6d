namespace IopPlatform.Journeys.Patients;

/// <summary>What patients are made up from. Nobody is meant by it.</summary>
internal static class Vocabulary
{
    public static readonly string[] FemaleNames =
    [
        "Amara", "Beatriz", "Chloe", "Daniela", "Esther", "Farida", "Gloria", "Hanna", "Imani", "Josephine", "Keiko", "Lucia",
        "Maren", "Noor", "Odette", "Paloma", "Quinn", "Rosalind", "Sunita", "Talia", "Ursula", "Vera", "Wanda", "Ximena", "Zoe",
    ];

    public static readonly string[] MaleNames =
    [
        "Adrian", "Bashir", "Caleb", "Dimitri", "Elias", "Felix", "Gabriel", "Hiro", "Isaac", "Jamal", "Kofi", "Lorenzo",
        "Mateo", "Nils", "Oscar", "Pavel", "Rafael", "Samir", "Tobias", "Umar", "Viktor", "Wesley", "Xavier", "Yusuf", "Zane",
    ];

    public static readonly string[] PreferredNames = ["Alex", "Sam", "Robin", "Charlie", "Kit", "Jo", "Max", "Nico", "Sasha", "Ray"];

    public static readonly string[] FamilyNames =
    [
        "Abernathy", "Bellweather", "Castellano", "Dubois", "Eriksen", "Fairbanks", "Galloway", "Hartigan", "Ibarra", "Jankowski",
        "Kessler", "Lindholm", "Montrose", "Nakagawa", "Okonkwo", "Pemberton", "Quintero", "Rosenfeld", "Santangelo", "Thibault",
        "Underhill", "Valderrama", "Winslow", "Yamamoto", "Zielinski", "Ashworth", "Birdsong", "Calloway", "Delacroix", "Everhart",
    ];

    public static readonly Payer[] Payers =
    [
        new("Blue Harbor Health Plan", "commercial", "BHH", 24),
        new("Evergreen Mutual", "commercial", "EVG", 18),
        new("State Medicaid Plan", "medicaid", "MCD", 20),
        new("Medicare", "medicare", "MBI", 36),
        new("Self-pay", "self-pay", "SP", 12),
    ];

    public static readonly Payer[] AdolescentPayers = [Payers[0], Payers[1], Payers[2]];

    public static readonly Source[] Sources =
    [
        new("hospital", "Mercy General Hospital, inpatient psychiatry"),
        new("hospital", "Lakeside Hospital, emergency department"),
        new("clinician", "Riverside Family Medicine"),
        new("clinician", "Northgate Counseling"),
        new("self", "Patient"),
        new("payer", "Evergreen Mutual, case management"),
        new("court", "County Treatment Court"),
    ];

    public static readonly Source[] AdolescentSources =
    [
        new("school", "Lincoln High School, counseling"),
        new("hospital", "Children's Hospital, adolescent unit"),
        new("clinician", "Bright Path Pediatrics"),
    ];

    public static readonly Problem[] Problems =
    [
        new("F33.1", "Recurrent depression", "Low mood for months, misses work, sleeps badly.", "Take part in daily life again",
            "Plans and does one pleasant activity a day", "Activity log, 5 of 7 days", IsSubstance: false, RelapseRisk: 2),
        new("F32.1", "Depressive episode", "First episode after a loss, little energy, withdrawn.", "Lift the mood and go back to work",
            "Gets up at a set time and leaves the house daily", "Sleep log, 6 of 7 days", IsSubstance: false, RelapseRisk: 1),
        new("F41.1", "Generalized anxiety", "Constant worry, cannot concentrate, panic at work.", "Live with uncertainty",
            "Uses one grounding skill when worry starts", "Skill log, twice a day", IsSubstance: false, RelapseRisk: 2),
        new("F43.10", "Posttraumatic stress", "Nightmares and avoidance since an accident.", "Feel safe in everyday places",
            "Goes back to two avoided places with support", "Exposure log, weekly", IsSubstance: false, RelapseRisk: 2),
        new("F31.81", "Bipolar II disorder", "Depressive phase after a change of medication.", "Keep a steady rhythm",
            "Keeps set hours for sleep and meals", "Rhythm log, 6 of 7 days", IsSubstance: false, RelapseRisk: 2),
        new("F10.20", "Alcohol use disorder", "Drinks daily since spring, wants to stop, two tries alone.", "Live without alcohol",
            "Names three triggers and a way out of each", "Trigger plan, reviewed weekly", IsSubstance: true, RelapseRisk: 3),
        new("F11.20", "Opioid use disorder", "On buprenorphine, stable dose, needs structure.", "Stay in recovery",
            "Comes to every session of the week", "Attendance", IsSubstance: true, RelapseRisk: 3),
    ];

    public static readonly Problem[] AdolescentProblems =
    [
        new("F32.1", "Depressive episode", "Grades fell, left the team, stays in bed.", "Take part in school and family again",
            "Does one thing a day with somebody else", "Activity log, 5 of 7 days", IsSubstance: false, RelapseRisk: 2),
        new("F41.1", "Generalized anxiety", "School refusal after weeks of stomach aches.", "Go to school every day",
            "Uses the step plan for mornings", "School attendance", IsSubstance: false, RelapseRisk: 2),
        new("F40.10", "Social anxiety", "Speaks to nobody in class.", "Speak up in small groups",
            "Says one sentence in each group", "Group log", IsSubstance: false, RelapseRisk: 2),
    ];

    public static readonly string[] Affects = ["subdued", "anxious at first, then calm", "bright", "tearful but engaged", "even"];

    public static readonly string[] Responses =
    [
        "Named a situation of the past days and tried the skill on it.",
        "Listened first, then told how last night went and what helped.",
        "Found the exercise hard, stayed with it and saw a small difference.",
        "Gave another view on the topic and took a task home.",
        "Linked the topic to work and asked for a way to start on Monday.",
        "Spoke about sleep and agreed to try one change.",
    ];
}
