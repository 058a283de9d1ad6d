using System.CommandLine;
using IopPlatform.AppHost.Commands;
using IopPlatform.AppHost.Local;
using Spectre.Console;

var root = new RootCommand("Runs the IopPlatform on this machine.")
{
    UpCommand.Create(),
    DownCommand.Create(),
    ResetCommand.Create(),
    StatusCommand.Create(),
    LogsCommand.Create(),
    DoctorCommand.Create(),
    AuditCommand.Create(),
    JourneyCommand.Create(),
    KeysCommand.Create(),
    CodeCommand.Create(),
    ConsoleCommand.Create(),
    DashboardCommand.Create(),
    ParkedCommand.Create(),
    EventsCommand.Create(),
    BenchCommand.Create(),
    TestCommand.Create(),
    PicturesCommand.Create(),
    FaultsCommand.Create(),
    ClinicalCommand.Create(),
};
if (Console.IsOutputRedirected)
{
    // A file or a pipe has no right margin.
    AnsiConsole.Profile.Width = 1000;
}

// The commands end by themselves on Ctrl+C, in order; the default would cut them short after two seconds.
var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
try
{
    return await root.Parse(args).InvokeAsync(invocation);
}
catch (Exception exception) when (exception is InvalidOperationException or PrerequisiteException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
