using IopPlatform.Clinical.Instruments;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.Instruments.Tests;

public sealed class InstrumentFolderTests : IDisposable
{
    private const string Hope =
        """
        {
          "id": "HOPE-2", "version": "1.0", "title": "Two questions on hope", "language": "en-US", "window": "today",
          "license": "The clinic's own.", "citation": "None.", "texts": "own",
          "options": [{ "value": 0, "label": "No" }, { "value": 1, "label": "Yes" }],
          "items": [{ "number": "1", "text": "Hopeless" }, { "number": "2", "text": "Alone" }],
          "scoring": { "method": "sum", "missingSource": "All are needed." },
          "bands": [{ "code": "none", "label": "None", "min": 0, "max": 0 }, { "code": "some", "label": "Some", "min": 1, "max": 2 }]
        }
        """;

    private const string ScoffWords =
        """
        {
          "instrument": "SCOFF", "version": "1.0", "language": "en-US", "license": "Licensed to the clinic.",
          "items": [
            { "number": "1", "text": "Words 1" }, { "number": "2", "text": "Words 2" }, { "number": "3", "text": "Words 3" },
            { "number": "4", "text": "Words 4" }, { "number": "5", "text": "Words 5" }
          ]
        }
        """;

    private readonly string root = Directory.CreateTempSubdirectory("iop-instruments-").FullName;
    private readonly Guid clinic = Guid.CreateVersion7();
    private readonly Guid other = Guid.CreateVersion7();

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Read_EmptyFolder_IsWhatThePlatformBrings()
    {
        var catalogs = InstrumentFolder.Read(root);
        Assert.Equal(InstrumentCatalog.Default.All, catalogs.Of(clinic).All);
        Assert.Empty(catalogs.Organizations);
    }

    [Fact]
    public void Read_FilesOfTheDeployment_AreEverybodys()
    {
        Write("packs/hope.json", Hope);
        Write("left-out.json", "[\"ede-q\"]");
        Write("README.md", "Why we leave out the EDE-Q.");
        var catalog = InstrumentFolder.Read(root).Of(clinic);
        Assert.NotNull(catalog.Find("HOPE-2"));
        Assert.Null(catalog.Find("EDE-Q"));
        Assert.NotNull(catalog.Find("EDE-Q", "1.0"));
    }

    /// <summary>One provider's license and choice are nobody else's.</summary>
    [Fact]
    public void Read_FilesOfAnOrganization_AreItsAlone()
    {
        Write($"organizations/{clinic}/packs/hope.json", Hope);
        Write($"organizations/{clinic}/texts/scoff.json", ScoffWords);
        Write($"organizations/{clinic}/left-out.json", "[\"EDE-Q\", \"HOPE-2\"]");
        Write("left-out.json", "[\"ISI\"]");
        var catalogs = InstrumentFolder.Read(root);
        var (here, there) = (catalogs.Of(clinic), catalogs.Of(other));
        Assert.Equal("Words 1", here.Find("SCOFF")!.Items[0].Text);
        Assert.Equal(ItemTexts.Neutral, there.Find("SCOFF")!.Texts);
        Assert.Null(here.Find("HOPE-2"));
        Assert.NotNull(here.FindStored("HOPE-2"));
        Assert.Null(there.FindStored("HOPE-2"));
        Assert.Equal((false, true), (here.All.Any(pack => pack.Id == "EDE-Q"), there.All.Any(pack => pack.Id == "EDE-Q")));
        Assert.All([here, there], catalog => Assert.Null(catalog.Find("ISI")));
        Assert.Equal([clinic], catalogs.Organizations);
    }

    [Theory]
    [InlineData("packs/a.json", "{ \"id\": 3 }", "packs/a.json: id: This value does not belong here (line 1).")]
    [InlineData("packs/a.txt", "{}", "packs/a.txt: A file here is JSON and is named so (.json).")]
    [InlineData("texts/a.json", "{ \"instrument\": \"SCOFF\" }", "texts/a.json: Missing: version, language, license, items.")]
    [InlineData("left-out.json", "[\"PHQ-10\"]", "left-out.json: [0]: There is no instrument PHQ-10.")]
    [InlineData("left-out.json", "{ \"EDE-Q\": true }", "left-out.json: This is a list of ids, such as [\"EDE-Q\", \"SCOFF\"].")]
    [InlineData("left-out.json", "[\"EDE-Q\", \"c-ssrs-screener\"]", "left-out.json: [1]: C-SSRS-SCREENER cannot be left out: no patient is admitted without it.")]
    [InlineData("pack/a.json", "{}", "pack: Nothing is read from here; known are packs, texts, left-out.json, organizations.")]
    [InlineData("texts", "{}", "texts: This is a folder, not a file.")]
    [InlineData("organizations/main-street/left-out.json", "[]", "organizations/main-street: The folder of an organization is named by its id.")]
    public void Read_AnythingWrong_NamesFileFieldAndRule(string file, string content, string error)
    {
        Write(file, content);
        Assert.Equal([error], Assert.Throws<InstrumentFolderException>(() => InstrumentFolder.Read(root)).Errors.Select(found => found.ToString()));
    }

    [Fact]
    public void Read_OneOfManyWrong_LoadsNothingAndTellsAll()
    {
        Write("packs/hope.json", Hope);
        Write($"organizations/{clinic}/packs/b.json", Hope.Replace("HOPE-2", "HOPE-3").Replace("\"min\": 1", "\"min\": 2"));
        Write($"organizations/{other}/packs/c.json", Hope);
        var failure = Assert.Throws<InstrumentFolderException>(() => InstrumentFolder.Read(root));
        Assert.Equal(
            new[] { $"organizations/{clinic}/packs/b.json", $"organizations/{other}/packs/c.json" }.Order(StringComparer.Ordinal),
            failure.Errors.Select(error => error.File).Order(StringComparer.Ordinal));
        Assert.StartsWith($"The instruments in {root} cannot be used; nothing of them was loaded.", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"organizations/{other}/packs/c.json: version: There is a HOPE-2 1.0 already", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooLargeAFile_IsRefused()
    {
        Write("packs/a.json", new string(' ', InstrumentFolder.FileBytesMax + 1));
        Assert.Contains("is larger than", Assert.Throws<InstrumentFolderException>(() => InstrumentFolder.Read(root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddInstruments_FolderThatDoesNotExist_StopsTheStart()
    {
        var gone = Path.Combine(root, "gone");
        Assert.Contains(
            "There is no such folder.",
            Assert.Throws<InstrumentFolderException>(() => Host(gone)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddInstruments_WithAndWithoutFolder_RegistersCatalogs()
    {
        Write("packs/hope.json", Hope);
        Assert.NotNull(Host(root).Of(clinic).Find("HOPE-2"));
        Assert.Null(Host("").Of(clinic).Find("HOPE-2"));
    }

    private static InstrumentCatalogs Host(string folder)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new(InstrumentExtensions.FolderKey, folder)]);
        builder.AddInstruments();
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<InstrumentCatalogs>();
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
