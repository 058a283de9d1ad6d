using FluentValidation;

namespace IopPlatform.Scheduling.Domain;

internal static class PlainText
{
    /// <summary>One line of text: not blank, at most <paramref name="lengthMax"/> long, without control characters.</summary>
    public static IRuleBuilderOptions<T, string?> IsPlainText<T>(this IRuleBuilder<T, string?> rule, int lengthMax) => rule
        .NotEmpty()
        .MaximumLength(lengthMax)
        .Must(text => text?.Any(char.IsControl) is not true)
        .WithMessage("Control characters are not allowed.");
}
