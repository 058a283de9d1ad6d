using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace IopPlatform.ServiceDefaults.Api;

/// <summary>
/// The members of a request's type and what each must keep to: what the code calls not null is there, the items of lists too (the
/// JSON reader sees to neither); texts hold no U+0000, which PostgreSQL cannot store; days and times lie between 1900 and 2199, so
/// that weeks, offsets and time zones can be computed from them.
/// </summary>
internal sealed class RequestShape
{
    private const int FirstYear = 1900;
    private const int LastYear = 2199;
    private static readonly ConcurrentDictionary<Type, RequestShape> shapes = new();
    private readonly Member[] members;

    private RequestShape(Type type)
    {
        var nullability = new NullabilityInfoContext();
        members = IsOurs(type)
            ?
            [
                // What is computed from the members is not part of the request.
                .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                   where property.CanWrite && (!property.PropertyType.IsValueType || CanBreak(property.PropertyType))
                   select new Member(property, JsonNamingPolicy.CamelCase.ConvertName(property.Name), nullability.Create(property)),
            ]
            : [];
    }

    /// <summary>Whether a parameter of this type is looked at; false for numbers, ids and what the framework provides.</summary>
    public static bool CanBreak(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain == typeof(string) || plain == typeof(DateOnly) || plain == typeof(DateTimeOffset) || IsOurs(plain));

    /// <summary>Checks one argument of a handler. A body that is missing altogether is the business of its binding.</summary>
    public static void Check(object? argument, string name, RequestFaults faults) =>
        Check(argument, null, IsOurs(argument?.GetType()) ? "" : name, faults);

    private static void Check(object? value, NullabilityInfo? declared, string path, RequestFaults faults)
    {
        switch (value)
        {
            case null when declared?.ReadState == NullabilityState.NotNull:
                faults.Add(path, "This is missing.");
                break;
            case string text when text.Contains('\0'):
                faults.Add(path, "This holds the character U+0000, which cannot be stored.");
                break;
            case DateOnly { Year: < FirstYear or > LastYear } or DateTimeOffset { Year: < FirstYear or > LastYear }:
                faults.Add(path, $"This must lie between {FirstYear} and {LastYear}.");
                break;
            case null or string or DateOnly or DateTimeOffset:
                break;
            case IDictionary entries:
                CheckEntries(entries, declared?.GenericTypeArguments is [_, var ofEntry] ? ofEntry : null, path, faults);
                break;
            case IEnumerable items:
                CheckItems(items, declared?.ElementType ?? declared?.GenericTypeArguments.FirstOrDefault(), path, faults);
                break;
            default:
                shapes.GetOrAdd(value.GetType(), type => new RequestShape(type)).CheckMembers(value, path, faults);
                break;
        }
    }

    private static void CheckEntries(IDictionary entries, NullabilityInfo? declared, string path, RequestFaults faults)
    {
        foreach (DictionaryEntry entry in entries)
        {
            Check(entry.Key, null, path, faults);
            Check(entry.Value, declared, $"{path}.{entry.Key}", faults);
        }
    }

    private static void CheckItems(IEnumerable items, NullabilityInfo? declared, string path, RequestFaults faults)
    {
        var index = 0;
        foreach (var item in items) Check(item, declared, $"{path}[{index++}]", faults);
    }

    private void CheckMembers(object value, string path, RequestFaults faults)
    {
        foreach (var member in members)
        {
            Check(member.Property.GetValue(value), member.Declared, path.Length == 0 ? member.Name : $"{path}.{member.Name}", faults);
        }
    }

    private static bool IsOurs(Type? type) => type?.Assembly.GetName().Name?.StartsWith("IopPlatform.", StringComparison.Ordinal) is true;

    private sealed record Member(PropertyInfo Property, string Name, NullabilityInfo Declared);
}

/// <summary>What is wrong with a request, by JSON path; of each kind no more than somebody would read.</summary>
internal sealed class RequestFaults
{
    private const int FaultsMax = 20;
    private readonly Dictionary<string, string[]> byField = [];

    public bool Any => byField.Count > 0;

    public IDictionary<string, string[]> ByField => byField;

    public void Add(string field, string explanation)
    {
        if (byField.Count < FaultsMax) byField[field] = [explanation];
    }

    /// <summary>Adds what the operation's own rules say, which know the fields better.</summary>
    public void Add(IEnumerable<IGrouping<string, string>> errors)
    {
        foreach (var field in errors) byField[field.Key] = [.. field];
    }
}
