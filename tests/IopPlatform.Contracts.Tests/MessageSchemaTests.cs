using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace IopPlatform.Contracts.Tests;

/// <summary>
/// The shape of each message on the bus is a file in <c>schemas/</c>. A message may grow by optional members; anything else needs
/// a V2. Run once with IOP_UPDATE=1 to write the files, and review the change.
/// </summary>
public sealed class MessageSchemaTests
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static TheoryData<Type> Messages =>
        [.. typeof(BusMessage).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(BusMessage)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_Shape_EqualsItsCheckedInSchema(Type message)
    {
        var file = Path.Combine(Folder(), message.FullName + ".json");
        var actual = JsonSchemaExporter.GetJsonSchemaAsNode(Wire, message).ToJsonString(Wire) + "\n";
        if (Environment.GetEnvironmentVariable("IOP_UPDATE") == "1")
        {
            Directory.CreateDirectory(Folder());
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{file} is missing.");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    [Fact]
    public void Schemas_WithoutMessage_AreNone()
    {
        var names = Messages.Select(row => row.Data.FullName).ToHashSet();
        Assert.DoesNotContain(Directory.EnumerateFiles(Folder()), file => !names.Contains(Path.GetFileNameWithoutExtension(file)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_Members_CarryNoFreeText(Type message)
    {
        // Clinical text never goes on the bus; these names would be its door.
        string[] doors = ["Text", "Note", "Comment", "Rationale", "Summary", "Body", "Narrative", "Answers"];
        Assert.DoesNotContain(message.GetProperties(), property => doors.Contains(property.Name));
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "IopPlatform.Contracts", "schemas");

    /// <summary>The comparison notices a change of type.</summary>
    [Fact]
    public void Schema_OfAnotherType_Differs() => Assert.False(JsonNode.DeepEquals(
        JsonSchemaExporter.GetJsonSchemaAsNode(Wire, typeof(Intake.V1.ScoreRecorded)),
        JsonSchemaExporter.GetJsonSchemaAsNode(Wire, typeof(Intake.V1.ConsentChanged))));
}
