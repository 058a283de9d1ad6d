using FluentValidation;
using IopPlatform.Identity.Domain;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Staff;

/// <summary>What adding and changing a staff member have in common.</summary>
internal sealed class StaffFieldsValidator : AbstractValidator<IStaffFields>
{
    private const int SitesMax = 200;

    public StaffFieldsValidator()
    {
        RuleFor(request => request.DisplayName).Name();
        RuleFor(request => request.Roles).NotEmpty().WithMessage("This is required.")
            .Must(roles => roles is null || roles.All(Roles.Memberships.Contains))
            .WithMessage($"The roles are {string.Join(", ", Roles.Memberships)}.");
        RuleFor(request => request.SiteIds).Must(sites => sites is { Count: <= SitesMax })
            .WithMessage($"This is required, with at most {SitesMax} sites; empty reaches all.");
        RuleFor(request => request.Credential).MaximumLength(40);
    }
}

/// <summary>The fields of a membership that people edit.</summary>
public interface IStaffFields
{
    string DisplayName { get; }

    IReadOnlyList<string> Roles { get; }

    IReadOnlyList<Guid> SiteIds { get; }

    string? Credential { get; }
}
