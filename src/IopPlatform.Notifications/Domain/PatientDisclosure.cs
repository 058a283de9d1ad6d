using System.Security.Cryptography;
using System.Text;
using IopPlatform.ServiceDefaults.Disclosures;

namespace IopPlatform.Notifications.Domain;

/// <summary>What Intake is asked before a message leaves for a patient.</summary>
public static class PatientDisclosure
{
    /// <summary>
    /// The same question as often as it is asked about the same message to the same address, so that Intake logs it once.
    /// </summary>
    public static DecideDisclosureRequest Of(Guid organizationId, Guid notificationId, Guid patientId, string address) => new(
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"notification/{notificationId}/{address}")).AsSpan(0, 16)),
        organizationId,
        patientId,
        new DisclosureRecipient("patient", "The patient", Address: address),
        ["patient-message"],
        "patient-contact",
        "notifications",
        "email");
}
