using System.Reflection;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging;
using IopPlatform.Messaging.Inbox;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Schema;
using IopPlatform.Scheduling.Domain;

namespace IopPlatform.Migrations;

/// <summary>A service that owns a database and consumes messages.</summary>
/// <param name="Name">Its name in the topology.</param>
/// <param name="Assembly">Holds its SQL files and consumers.</param>
public sealed record PlatformDatabase(string Name, Assembly Assembly)
{
    /// <summary>Every database of the platform.</summary>
    public static readonly IReadOnlyList<PlatformDatabase> All =
    [
        new("identity", typeof(Identity.IdentityAssembly).Assembly),
        new("intake", typeof(Intake.IntakeAssembly).Assembly) { Fields = [.. ParkedFields.All, .. IntakeFields.All] },
        new("scheduling", typeof(Scheduling.SchedulingAssembly).Assembly) { Fields = [.. ParkedFields.All, .. SchedulingFields.All] },
        new("clinical-notes", typeof(ClinicalNotes.ClinicalNotesAssembly).Assembly) { Fields = [.. ParkedFields.All, .. ClinicalFields.All] },
        new("program-state", typeof(ProgramState.ProgramStateAssembly).Assembly),
        new("notifications", typeof(Notifications.NotificationsAssembly).Assembly),
        new("outcomes", typeof(Outcomes.OutcomesAssembly).Assembly) { Fields = [.. ParkedFields.All, .. OutcomesFields.All] },
    ];

    /// <summary>The sessions of the workspace and portal: it has no queues and consumes nothing.</summary>
    public static readonly PlatformDatabase Web = new("web", typeof(Web.WebAssembly).Assembly);

    /// <summary>The encrypted columns of its tables.</summary>
    public IReadOnlyList<ProtectedField> Fields { get; init; } = ParkedFields.All;

    /// <summary>The assemblies whose SQL files make up the schema, in order.</summary>
    public IReadOnlyList<Assembly> Schema =>
        [typeof(SchemaMigration).Assembly, typeof(MessagingExtensions).Assembly, Assembly];
}
