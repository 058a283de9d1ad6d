using System.CommandLine;
using IopPlatform.Faults;

// Started by './iop faults', which passes its arguments on.
var minutes = new Option<double?>("--minutes") { Description = "Go on killing at random for so long, in all." };
var kills = new Option<int?>("--kills") { Description = "Kill so often at random; 20 unless said otherwise." };
var seed = new Option<int>("--seed") { Description = "The same seed gives the same faults in the same order.", DefaultValueFactory = _ => 1 };
var only = new Option<string?>("--only") { Description = "Only faults with this in their names, for example postgres, freeze or outbox." };
var json = new Option<FileInfo?>("--json") { Description = "Write the result to this file, too." };
var command = new RootCommand("Breaks a platform of its own under load, and checks that nothing acknowledged is lost or doubled.")
{
    minutes, kills, seed, only, json,
};
command.SetAction((parsed, cancellationToken) => FaultProgram.RunAsync(
    new FaultOptions
    {
        Seed = parsed.GetValue(seed),
        RandomKills = parsed.GetValue(kills) ?? (parsed.GetValue(minutes) is null ? 20 : int.MaxValue),
        Within = parsed.GetValue(minutes) is { } limit ? TimeSpan.FromMinutes(limit) : null,
        Only = parsed.GetValue(only),
        Json = parsed.GetValue(json)?.FullName,
    },
    cancellationToken));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
