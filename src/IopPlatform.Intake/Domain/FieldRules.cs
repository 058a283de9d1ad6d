using System.Text.RegularExpressions;
using FluentValidation;

namespace IopPlatform.Intake.Domain;

/// <summary>Rules that the validators of several slices share.</summary>
internal static partial class FieldRules
{
    public const int NameMax = 120;
    public const int TextMax = 4000;
    private const string NotStorable = "This holds a character of code 0.";

    /// <summary>What a clock that is a little ahead may add to "now".</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static IRuleBuilderOptions<T, string> Name<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().WithMessage("This is required.").MaximumLength(NameMax).Must(IsStorable).WithMessage(NotStorable);

    public static IRuleBuilderOptions<T, string> Prose<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().WithMessage("This is required.").MaximumLength(TextMax).Must(IsStorable).WithMessage(NotStorable);

    /// <summary>A short text that may be left out.</summary>
    public static IRuleBuilderOptions<T, string?> Optional<T>(this IRuleBuilder<T, string?> rule, int max = NameMax) =>
        rule.MaximumLength(max).Must(IsStorable).WithMessage(NotStorable);

    public static IRuleBuilderOptions<T, string?> OneOf<T>(this IRuleBuilder<T, string?> rule, IReadOnlyCollection<string> codes) =>
        rule.Must(code => code is not null && codes.Contains(code)).WithMessage($"This must be {Codes.List(codes)}.");

    public static IRuleBuilderOptions<T, string> Icd10<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(IsIcd10).WithMessage("This is not an ICD-10-CM code such as F33.1.");

    public static IRuleBuilderOptions<T, string?> Email<T>(this IRuleBuilder<T, string?> rule) =>
        rule.EmailAddress().MaximumLength(254).Must(IsStorable).WithMessage("This is not an e-mail address.");

    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(phone => phone is null || IsPhone(phone)).WithMessage("This is not a telephone number.");

    public static IRuleBuilderOptions<T, string?> LanguageTag<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(tag => tag is null || IsLanguageTag(tag)).WithMessage("This is not a language tag such as en or es-US.");

    /// <summary>PostgreSQL keeps every character but the one of code 0.</summary>
    public static bool IsStorable(string? text) => text is null || !text.Contains('\0');

    public static bool IsIcd10(string? code) => code is not null && Icd10Pattern().IsMatch(code);

    public static bool IsPhone(string phone) => PhonePattern().IsMatch(phone);

    public static bool IsLanguageTag(string tag) => LanguagePattern().IsMatch(tag);

    /// <summary>The shape of ICD-10-CM codes; whether a code exists in this year's edition is not asked.</summary>
    [GeneratedRegex(@"^[A-TV-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?\z")]
    private static partial Regex Icd10Pattern();

    [GeneratedRegex(@"^\+?[0-9][0-9 ().\-]{5,28}[0-9]\z")]
    private static partial Regex PhonePattern();

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex LanguagePattern();
}
