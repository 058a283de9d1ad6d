namespace IopPlatform.Persistence.Idempotency;

/// <summary>A creating request as its idempotency row names it.</summary>
/// <param name="Route">Method and path, so that a key cannot be carried over to another operation.</param>
/// <param name="BodyHash">SHA-256 of the body as read.</param>
public sealed record IdempotencyRequest(string Key, string Route, byte[] BodyHash);
