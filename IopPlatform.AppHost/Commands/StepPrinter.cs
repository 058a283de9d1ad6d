using System.Globalization;
using IopPlatform.Journeys;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Prints each step of a journey as it is done.</summary>
internal sealed class StepPrinter(IAnsiConsole console) : IJourneyProgress
{
    private readonly Lock gate = new();

    public void Prepared(string what) => Print($"  [grey]{what.EscapeMarkup()}[/]");

    public void StepDone(string patient, string step, string detail, TimeSpan took) => Print(string.Create(
        CultureInfo.InvariantCulture,
        $"  [green]+[/] {step.EscapeMarkup()} [grey]{detail.EscapeMarkup()} {took.TotalMilliseconds:0} ms[/]"));

    public void PatientDone(PatientReport patient) => Print($"  {patient.Name.EscapeMarkup()}: {patient.Outcome.EscapeMarkup()}");

    public void ReferralDone(ReferralReport referral) => Print($"  {referral.File.EscapeMarkup()}: {referral.Outcome.EscapeMarkup()}");

    private void Print(string markup)
    {
        lock (gate)
        {
            console.MarkupLine(markup);
        }
    }
}
