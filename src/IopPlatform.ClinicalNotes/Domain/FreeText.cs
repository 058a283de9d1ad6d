using System.Text.Json;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>
/// The one way of what clinicians wrote into and out of the columns named <c>clinical_text</c>. Nothing of it may stand in
/// another column, an event, a log, an audit detail or an address.
/// </summary>
public static class FreeText
{
    public static string Store<T>(T content)
        where T : notnull =>
        JsonSerializer.Serialize(content, Json.Options);

    public static T Read<T>(string stored) => Json.Read<T>(stored);
}

/// <summary>The content of a row that has a single text.</summary>
public sealed record PlainText(string Text);
