namespace IopPlatform.Scheduling.Tests;

public sealed class ApiDescriptionTests(SchedulingFixture fixture)
{
    private static readonly string[] Verbs = ["get", "put", "post", "delete"];

    [Fact]
    public async Task Description_EachOperation_HasRolesAuditNameAndSummary()
    {
        var description = await fixture.AnonymousClient().ReadAsync("/openapi/v1.json").OkAsync();
        var operations = description["paths"]!.AsObject()
            .Where(path => path.Key.StartsWith(Clinic.Api, StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Where(item => Verbs.Contains(item.Key)).Select(item => item.Value!))
            .ToArray();
        Assert.Equal(17, operations.Length);
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation["x-roles"]!.AsArray());
            Assert.NotNull(operation["x-audit"]);
            Assert.NotNull(operation["summary"]);
        });
    }
}
