using System.Globalization;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.AppHost.Local;

/// <summary>The secrets that the topology names.</summary>
internal static class SecretValues
{
    public const string OperatorSecret = "operator-secret";

    /// <summary>The secret as a project's environment has it; null while there is none.</summary>
    public static string? Of(this Secrets secrets, SecretKind kind, ProjectResource project) => kind switch
    {
        SecretKind.SigningKey => secrets.SigningKey,
        SecretKind.FormerSigningKey => secrets.FormerSigningKey,
        SecretKind.SigningFrom => secrets.SigningFrom?.ToString("O", CultureInfo.InvariantCulture),
        SecretKind.DemoPassword => secrets.DemoPassword,
        SecretKind.DemoTotpSeed => secrets.DemoTotpSeed,
        SecretKind.PartnerPublicKeys => PartnerKey.PublicKeySet(secrets.PartnerKey),
        SecretKind.OperatorSecret => secrets.Password(OperatorSecret),
        SecretKind.ServiceSecret => secrets.Password("service-secret"),
        SecretKind.WebSecret => secrets.Password("web-secret"),
        SecretKind.AuditSigningKey => secrets.AuditSigningKey(
            project.Databases.Single(access => access.Role == DatabaseRole.Relay).Database),
    };
}
