using IopPlatform.AppHost.Local;

// Development probe of the servers; replaced by the commands.
var clock = System.Diagnostics.Stopwatch.StartNew();
await using var servers = await LocalServers.StartAsync(new LocalServersOptions { DataFolder = args[0] }, CancellationToken.None);
Console.WriteLine($"{clock.Elapsed} {servers.PostgresSuperuser} {servers.RabbitMq} {servers.RabbitMqManagement} {servers.Redis} {servers.Smtp} {servers.SmtpWeb}");
Console.ReadLine();
