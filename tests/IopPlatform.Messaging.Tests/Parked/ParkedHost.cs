namespace IopPlatform.Messaging.Tests.Parked;

/// <summary>A host whose clock belongs to one test class.</summary>
public sealed class ParkedHost : CountingHost;
