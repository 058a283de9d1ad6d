using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace IopPlatform.ServiceDefaults.Tests;

public sealed class RequiredConfigurationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Required_MissingOrEmpty_NamesKeyAndVariable(string? value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:intake"] = value })
            .Build();
        var error = Assert.Throws<InvalidOperationException>(() => configuration.RequiredConnectionString("intake"));
        Assert.Contains("'ConnectionStrings:intake'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'ConnectionStrings__intake'", error.Message, StringComparison.Ordinal);
    }
}
