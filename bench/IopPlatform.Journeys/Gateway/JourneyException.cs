namespace IopPlatform.Journeys.Gateway;

/// <summary>The platform answered, but not with what must come now.</summary>
public sealed class JourneyException(string message, Exception? inner = null) : Exception(message, inner);
