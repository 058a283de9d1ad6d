using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>What somebody has typed outlives the connection, the circuit, and the process that held it.</summary>
[Collection(AloneCollection.Name)]
public sealed class ConnectionTests(BrowserPlatform platform)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    /// <summary>A gateway that is deployed anew breaks every connection; the circuits behind it wait.</summary>
    [Fact]
    public async Task Connection_Broken_IsMadeAgainAndThePageGoesOn()
    {
        var page = await TypeAsync("Ottoline");
        await platform.Processes.RestartAsync("gateway", Cancel);
        await IsKeptAndSavedAsync(page, "Ottoline");
        await page.Context.CloseAsync();
    }

    /// <summary>The server has put the page aside, as it does after some minutes without a connection, and gives it back.</summary>
    [Fact]
    public async Task Circuit_PutAside_IsTakenUpAgainWithWhatWasTyped()
    {
        var page = await TypeAsync("Peregrine");
        Assert.True(await page.EvaluateAsync<bool>("() => Blazor.pauseCircuit()"));
        await page.Locator(".connection-bar").First.WaitForAsync();
        await page.HasNoAxeViolationAsync("the page without a connection");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await IsKeptAndSavedAsync(page, "Peregrine");
        await page.Context.CloseAsync();
    }

    /// <summary>The process was killed: nothing is left of the circuit but what the browser still shows.</summary>
    [Fact]
    public async Task Process_Killed_GivesWhatWasTypedToItsSuccessor()
    {
        var page = await TypeAsync("Quenby");
        await platform.Processes.KillAsync("web");
        await platform.Processes.WaitHealthyAsync("web", Cancel);
        await IsKeptAndSavedAsync(page, "Quenby");
        Assert.Equal("", await page.EvaluateAsync<string>("() => window.name"));
        Assert.Empty(await page.EvaluateAsync<string[]>("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"));
        await page.Context.CloseAsync();
    }

    private async Task<IPage> TypeAsync(string name)
    {
        var page = await platform.OpenAsync(BrowserPlatform.Intake, "/referrals/new");
        await page.ReadyAsync();
        await page.Locator("#given").FillAsync(name);
        await page.Locator("#family").FillAsync("Castellanos-Oyelaran");
        await page.Locator("#born").FillAsync("1979-02-11");
        await page.Locator("#phone").FillAsync("+1-212-555-0141");
        await page.Locator("#urgency").SelectOptionAsync("urgent");
        await page.Locator("#reason").FillAsync("Panics on the way to work,\nand stays at home then.");
        return page;
    }

    private static async Task IsKeptAndSavedAsync(IPage page, string name)
    {
        var patient = new LocatorAssertionsToHaveValueOptions { Timeout = 60_000 };
        await Assertions.Expect(page.Locator(".connection-bar:visible")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#given")).ToHaveValueAsync(name, patient);
        await Assertions.Expect(page.Locator("#reason")).ToHaveValueAsync("Panics on the way to work,\nand stays at home then.", patient);
        await Assertions.Expect(page.Locator("#urgency")).ToHaveValueAsync("urgent");
        await Assertions.Expect(page.Locator("#born")).ToHaveValueAsync("1979-02-11");
        // That the page is alive, and knows on the server what it shows, is seen by what it saves.
        await page.GetByRole(AriaRole.Button, new() { Name = "Save referral" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = $"{name} Castellanos-Oyelaran" }).WaitForAsync(new() { Timeout = 60_000 });
    }
}
