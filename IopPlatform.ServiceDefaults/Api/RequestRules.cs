using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.ServiceDefaults.Api;

/// <summary>
/// What every request keeps to, whatever its operation (see <see cref="RequestShape"/>). Its handler may rely on it. Where the
/// operation has rules of its own, these are asked as well, so that everything wrong is told at once.
/// </summary>
internal static class RequestRules
{
    /// <summary>An endpoint whose parameters can break no rule gets no filter.</summary>
    public static RouteGroupBuilder WithRequestRules(this RouteGroupBuilder group) => group.AddEndpointFilterFactory((endpoint, next) =>
    {
        var services = endpoint.ApplicationServices.GetRequiredService<IServiceProviderIsService>();
        var parameters = endpoint.MethodInfo.GetParameters()
            .Where(parameter => RequestShape.CanBreak(parameter.ParameterType) && !services.IsService(parameter.ParameterType))
            .ToArray();
        if (parameters.Length == 0) return next;
        return context =>
        {
            var faults = new RequestFaults();
            foreach (var parameter in parameters)
            {
                RequestShape.Check(context.Arguments[parameter.Position], parameter.Name!, faults);
            }

            if (!faults.Any) return next(context);
            context.HttpContext.Features.Set(faults);
            return context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<HasValidator>() is null
                ? ValueTask.FromResult<object?>(Problems.Fields(faults.ByField))
                : next(context);
        };
    });
}
