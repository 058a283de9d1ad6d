namespace IopPlatform.Checking;

/// <summary>A creating request that was answered with 201.</summary>
/// <param name="Service">The service that answered.</param>
/// <param name="Action">The operation's name in the audit trail.</param>
public sealed record AcknowledgedWrite(string Service, string Action, Guid Id);
