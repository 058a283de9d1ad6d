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
        endpoint.AddEndpointFilter(async (context, next) =>
        {
            if (context.Arguments.OfType<TRequest>().FirstOrDefault() is not { } request)
            {
                return Problems.Field("$", "The request has no body.");
            }

            var result = await validator.ValidateAsync(request, context.HttpContext.RequestAborted);
            return result.IsValid
                ? await next(context)
                : Problems.Fields(result.Errors
                    .GroupBy(error => JsonPath(error.PropertyName))
                    .ToDictionary(group => group.Key, group => group.Select(error => error.ErrorMessage).ToArray()));
        });

    private static string JsonPath(string propertyPath) =>
        string.Join('.', propertyPath.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
