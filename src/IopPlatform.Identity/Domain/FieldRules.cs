using System.Text.RegularExpressions;
using FluentValidation;

namespace IopPlatform.Identity.Domain;

/// <summary>Rules that the validators of several slices share.</summary>
internal static partial class FieldRules
{
    public static IRuleBuilderOptions<T, string?> Name<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().WithMessage("This is required.").MaximumLength(120);

    /// <summary>Why an administrator takes something away from a person; it goes to the audit trail, trimmed.</summary>
    public static IRuleBuilderOptions<T, string?> Reason<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().WithMessage("This is required.").MaximumLength(300);

    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().WithMessage("This is required.")
            .Must(phone => phone is null || PhonePattern().IsMatch(phone)).WithMessage("This is not a telephone number.");

    /// <summary>As the schema checks it, and known to this machine's time zone data.</summary>
    public static IRuleBuilderOptions<T, string?> TimeZone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(zone => zone is not null && zone.Contains('/') && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            .WithMessage("This is not an IANA time zone such as America/Denver.");

    [GeneratedRegex(@"^\+?[0-9][0-9 ().\-]{5,28}[0-9]\z")]
    private static partial Regex PhonePattern();
}
