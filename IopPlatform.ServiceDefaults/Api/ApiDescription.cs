using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace IopPlatform.ServiceDefaults.Api;

/// <summary>Marks a creating POST: it needs an Idempotency-Key and may be repeated without harm.</summary>
public sealed record CreatesOnce;

internal static class ApiDescription
{
    /// <summary>Describes the API as OpenAPI 3.1, with each operation's roles as <c>x-roles</c> and its audit name.</summary>
    public static void AddApiDescription(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                // Addresses differ by machine; the description is compared as a file.
                document.Servers = [];
                document.Info.Version = "v1";
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                Describe(operation, context.Description.ActionDescriptor.EndpointMetadata);
                return Task.CompletedTask;
            });
        });

    private static void Describe(OpenApiOperation operation, IList<object> metadata)
    {
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        var roles = metadata.OfType<EndpointRoles>().LastOrDefault()?.Roles ?? [];
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Extensions["x-roles"] = new JsonNodeExtension(new JsonArray([.. roles.Select(role => JsonValue.Create(role))]));
        }

        if (metadata.OfType<AuditAction>().LastOrDefault() is { } audit)
        {
            operation.Extensions["x-audit"] = new JsonNodeExtension(JsonValue.Create(audit.Name));
        }

        if (metadata.OfType<CreatesOnce>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Required = true,
                Description = "Unique per attempt to create; repeating it with the same body answers as the first time.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
            });
        }
    }
}
