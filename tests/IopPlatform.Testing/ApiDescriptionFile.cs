using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace IopPlatform.Testing;

/// <summary>The checked-in OpenAPI description of a service, from which the gateway makes its routes.</summary>
public static class ApiDescriptionFile
{
    /// <summary>
    /// Fails when the service's endpoints differ from <c>src/{project}/openapi.json</c>. With IOP_UPDATE=1 in the environment the
    /// file is written instead.
    /// </summary>
    public static async Task CompareAsync(HttpClient client, string project, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(RepositoryRoot(here), "src", project, "openapi.json");
        var text = await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        var actual = JsonNode.Parse(text)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
        if (Environment.GetEnvironmentVariable("IOP_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(file), $"{file} is missing; run this test once with IOP_UPDATE=1.");
        Assert.True(
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) == actual,
            $"The endpoints of {project} differ from its openapi.json; run this test once with IOP_UPDATE=1 and review the change.");
    }

    private static string RepositoryRoot(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !File.Exists(Path.Combine(folder, "IopPlatform.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"No folder above {path} holds IopPlatform.sln.");
    }
}
