namespace IopPlatform.Persistence.Tenancy;

/// <summary>The row was changed by somebody else since it was read, or is out of the caller's reach. Answered as 412.</summary>
public sealed class StaleWriteException(Exception inner) : Exception("The row was changed since it was read.", inner);

/// <summary>The idempotency key is taken. The filter answers what was answered before, or 422 for another body.</summary>
public sealed class DuplicateRequestException(Exception inner) : Exception("The idempotency key was used before.", inner);

/// <summary>The message was handled before; its effects are there.</summary>
public sealed class DuplicateMessageException(Exception inner) : Exception("The message was handled before.", inner);
