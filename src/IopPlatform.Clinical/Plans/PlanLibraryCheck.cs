namespace IopPlatform.Clinical.Plans;

/// <summary>What is wrong with a library: every block is reachable, measured and mapped, and every name exists.</summary>
internal static class PlanLibraryCheck
{
    public static IReadOnlyList<string> Errors(PlanLibraryFile file)
    {
        List<string> errors = [];
        var problems = file.Problems.Select(problem => problem.Code).ToHashSet();
        foreach (var code in Codes(file).CountBy(code => code).Where(count => count.Value > 1))
            errors.Add($"The code {code.Key} is there twice.");
        foreach (var problem in file.Problems) CheckProblem(problem);
        foreach (var intervention in file.Interventions) CheckIntervention(intervention);
        return errors;

        void CheckProblem(ProblemBlockFile problem)
        {
            Require(problem.Instruments.Count > 0, $"Nothing measures the problem {problem.Code}.");
            Require(problem.Goals.Count > 0, $"The problem {problem.Code} has no goal.");
            Require(problem.OnRisk || problem.Diagnoses.Count > 0 || problem.When.Count > 0,
                $"Nothing leads to the problem {problem.Code}.");
            Require(file.Interventions.Any(one => !one.IsChoice && one.Problems.Contains(problem.Code)),
                $"No intervention treats the problem {problem.Code}.");
            RequireInstruments(problem.Code, problem.Instruments);
            RequireInstruments(problem.Code, problem.When.Select(test => ScoreTest.Parse(test).Instrument));
            foreach (var goal in problem.Goals)
            {
                Require(goal.Objectives.Count > 0, $"The goal {goal.Code} has no objective.");
                foreach (var objective in goal.Objectives)
                    Require(problem.Instruments.Contains(objective.Instrument),
                        $"{objective.Instrument} of the objective {objective.Code} does not measure the problem {problem.Code}.");
            }
        }

        void CheckIntervention(InterventionBlock intervention)
        {
            Require(intervention.Problems.Count > 0, $"The intervention {intervention.Code} treats no problem.");
            Require(intervention.Instruments.Count > 0, $"Nothing measures the intervention {intervention.Code}.");
            RequireInstruments(intervention.Code, intervention.Instruments);
            foreach (var unknown in intervention.Problems.Where(code => !problems.Contains(code)))
                errors.Add($"There is no problem {unknown} for the intervention {intervention.Code}.");
        }

        void RequireInstruments(string block, IEnumerable<string> codes)
        {
            foreach (var unknown in codes.Where(code => !file.Instruments.Contains(code)))
                errors.Add($"There is no instrument {unknown} for {block}.");
        }

        void Require(bool holds, string otherwise)
        {
            if (!holds) errors.Add(otherwise);
        }
    }

    private static IEnumerable<string> Codes(PlanLibraryFile file) =>
        file.Problems.SelectMany(problem => problem.Goals
            .SelectMany(goal => goal.Objectives.Select(objective => objective.Code).Prepend(goal.Code))
            .Prepend(problem.Code))
        .Concat(file.Interventions.Select(intervention => intervention.Code));
}
