using IopPlatform.Persistence.Encryption;

namespace IopPlatform.Persistence.Tests.Encryption;

internal static class LetterFields
{
    public static readonly ProtectedField Body = new("letters", "body");
    public static readonly ProtectedField Other = new("letters", "other");
    public static readonly ProtectedField Draft = new("drafts", "body", "id", "part text");
}

/// <summary>A row of <c>letters</c>.</summary>
internal sealed record Letter(Guid Id, SealedText Body, SealedText? Other);
