using IopPlatform.AppHost.Local;
using IopPlatform.Journeys.Demo;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Where to look, and how to sign in.</summary>
internal static class AddressTable
{
    public static Table Of(LocalPlatform platform)
    {
        var gateway = platform.Address(ResourceNames.Gateway);
        var table = new Table().RoundedBorder().AddColumns("what", "where");
        table.AddRow("gateway", gateway.ToString());
        foreach (var instance in platform.Instances(ResourceNames.Gateway).Skip(1))
        {
            table.AddRow(instance, $"{platform.Address(instance)} (in production, a load balancer stands in front of all gateways)");
        }

        table.AddRow("API description", new Uri(gateway, "openapi.json").ToString());
        table.AddRow("API reference", new Uri(gateway, "docs").ToString());
        if (platform.ConsoleLink is { } console)
        {
            table.AddRow("operator console", $"{console.GetLeftPart(UriPartial.Authority)} ('./iop console' prints a link that opens it)");
        }

        if (platform.DashboardLink is { } dashboard)
        {
            table.AddRow("Aspire dashboard", dashboard.ToString());
        }

        table.AddRow("received mail", platform.Servers.SmtpWeb);
        table.AddRow("broker's console", PublicAddress.WithoutUser(platform.Servers.RabbitMqManagement));
        table.AddRow("PostgreSQL", PublicAddress.Postgres(platform.Servers.PostgresSuperuser));
        table.AddRow("data and logs", Checkout.Data);
        table.AddRow("demo password", platform.DemoPassword.EscapeMarkup());
        return table;
    }

    /// <summary>Everybody that a newcomer may sign in as.</summary>
    public static Table SignIns(LocalPlatform platform)
    {
        var table = new Table().RoundedBorder().AddColumns("who", "where", "sign in as").Title("Demo sign-ins, all with the demo password")
            .Caption("Staff need a code, too: './iop code EMAIL' prints the one of this moment.");
        foreach (var person in DemoSignIns.All)
        {
            table.AddRow(person.Who, person.Where, person.Email);
        }

        if (FirstJourney.PatientEmail(Checkout.Data) is { } patient)
        {
            table.AddRow("patient", "of the first journey", patient.EscapeMarkup());
        }

        table.AddRow("partner system", "all of Harbor", "client demo-partner; './iop code demo-partner' prints its signed assertion");
        return table;
    }
}
