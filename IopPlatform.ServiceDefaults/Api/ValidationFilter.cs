using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.ServiceDefaults.Api;

public static class ValidationFilter
{
    /// <summary>Answers 400 with every broken rule, field by field, before the handler runs.</summary>
    public static RouteHandlerBuilder Validated<TRequest>(this RouteHandlerBuilder endpoint, IValidator<TRequest> validator)
        where TRequest : class =>
        endpoint.WithMetadata(new HasValidator()).AddEndpointFilter(async (context, next) =>
        {
            if (context.Arguments.OfType<TRequest>().FirstOrDefault() is not { } request)
            {
                return Problems.Field("$", "The request has no body.");
            }

            var faults = context.HttpContext.Features.Get<RequestFaults>() ?? new RequestFaults();
            await AddAsync(faults, validator, request, context.HttpContext.RequestAborted);
            return faults.Any ? Problems.Fields(faults.ByField) : await next(context);
        });

    private static async Task AddAsync<TRequest>(
        RequestFaults faults, IValidator<TRequest> validator, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            faults.Add(result.Errors.GroupBy(error => JsonPath(error.PropertyName), error => error.ErrorMessage));
        }
        catch (Exception exception) when (faults.Any && exception is NullReferenceException or ArgumentException)
        {
            // It stumbles over what is missing or out of range, so that is told alone.
        }
    }

    private static string JsonPath(string propertyPath) =>
        string.Join('.', propertyPath.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}

/// <summary>Marks an endpoint whose operation has rules of its own.</summary>
internal sealed record HasValidator;
