using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace IopPlatform.Testing;

/// <summary>Finds by their names the properties of an answer that are about one patient.</summary>
internal static class PatientProperties
{
    private static readonly string[] Names = ["PatientId", "PatientName", "GivenName", "FamilyName", "BirthDate"];

    /// <summary>The first one anywhere in what the endpoint says that it answers with; null when there is none.</summary>
    public static string? In(RouteEndpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
        .Select(answer => answer.Type).OfType<Type>()
        .Select(type => In(type, [])).FirstOrDefault(found => found is not null);

    private static string? In(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return null;
        }

        foreach (var inner in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
        {
            if (In(inner, seen) is { } found)
            {
                return found;
            }
        }

        if (type.Namespace?.StartsWith("IopPlatform", StringComparison.Ordinal) is not true)
        {
            return null;
        }

        foreach (var property in type.GetProperties())
        {
            if (Names.Contains(property.Name))
            {
                return $"{type.Name}.{property.Name}";
            }

            if (In(property.PropertyType, seen) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
