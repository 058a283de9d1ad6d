using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace IopPlatform.Clinical.Instruments;

/// <summary>A file as the caller has read it; this library opens none.</summary>
/// <param name="Name">As an error names it, such as "phq-9.json".</param>
public sealed record PackText(string Name, string Json);

/// <summary>One error of a file, with the place in it: "items[3].askedWhen.item".</summary>
public sealed record PackError(string File, string Field, string Text)
{
    public override string ToString() => Field.Length == 0 ? $"{File}: {Text}" : $"{File}: {Field}: {Text}";
}

/// <summary>A pack, or everything that is wrong with it.</summary>
public sealed record PackReading(InstrumentPack? Pack, IReadOnlyList<PackError> Errors)
{
    public InstrumentPack PackOrThrow() => Pack ?? throw new InvalidPackException(Errors);
}

/// <summary>A pack that cannot be used; the message lists every error.</summary>
public sealed class InvalidPackException(IReadOnlyList<PackError> errors)
    : FormatException(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<PackError> Errors => errors;
}

/// <summary>
/// Reads packs and texts. A file that is not of the right shape has one error (the reader stops there); one of the right
/// shape has all of its errors.
/// </summary>
public static partial class PackReader
{
    public static PackReading Read(PackText file)
    {
        if (Deserialize(file, ClinicalJson.Default.InstrumentPack, out var error) is not { } read) return new(null, [error!]);
        // The reader sets an absent init-only list to null, whatever its initializer says.
        var pack = read with { Items = [.. read.Items.Select(item => item with { Options = OptionsOf(item, read) })] };
        var errors = PackValidation.ErrorsOf(pack, file.Name);
        return errors.Count == 0 ? new(pack, []) : new(null, errors);
    }

    internal static T? Deserialize<T>(PackText file, JsonTypeInfo<T> type, out PackError? error)
        where T : class
    {
        try
        {
            var read = JsonSerializer.Deserialize(file.Json, type);
            error = read is null ? new(file.Name, "", "The file holds null.") : null;
            return read;
        }
        catch (JsonException failure)
        {
            error = ErrorOf(file, failure);
            return null;
        }
    }

    private static IReadOnlyList<AnswerOption> OptionsOf(PackItem item, InstrumentPack pack) =>
        item.Options is { Count: > 0 } own ? own : item.Range is null ? pack.Options : [];

    /// <summary>In the words of a pack's author rather than in those of the reader.</summary>
    private static PackError ErrorOf(PackText file, JsonException failure)
    {
        var place = (failure.Path ?? "$").TrimStart('$').TrimStart('.');
        var quoted = Quoted().Match(failure.Message).Groups["name"].Value;
        if (failure.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return new(file.Name, place, $"There is no member '{quoted}'.");
        if (failure.Message.Contains("missing required", StringComparison.Ordinal))
        {
            var missing = Quoted().Matches(failure.Message).Select(match => match.Groups["name"].Value)
                .Where(name => !name.StartsWith("IopPlatform.", StringComparison.Ordinal));
            return new(file.Name, place, $"Missing: {string.Join(", ", missing)}.");
        }
        var line = failure.LineNumber is { } number ? $" (line {number + 1})" : "";
        return failure.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? new(file.Name, place, $"This value does not belong here{line}.")
            : new(file.Name, place, $"This is not JSON{line}: {failure.Message.Split(" Path: ")[0]}");
    }

    [GeneratedRegex("'(?<name>[^']+)'")]
    private static partial Regex Quoted();
}
