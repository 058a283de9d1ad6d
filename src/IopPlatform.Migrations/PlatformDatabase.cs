using System.Reflection;
using IopPlatform.Messaging;
using IopPlatform.Messaging.Inbox;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Schema;

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
        new("intake", typeof(Intake.IntakeAssembly).Assembly),
        new("scheduling", typeof(Scheduling.SchedulingAssembly).Assembly),
        new("clinical-notes", typeof(ClinicalNotes.ClinicalNotesAssembly).Assembly),
        new("program-state", typeof(ProgramState.ProgramStateAssembly).Assembly),
        new("notifications", typeof(Notifications.NotificationsAssembly).Assembly),
        new("outcomes", typeof(Outcomes.OutcomesAssembly).Assembly),
    ];

    /// <summary>The encrypted columns of its tables.</summary>
    public IReadOnlyList<ProtectedField> Fields { get; init; } = ParkedFields.All;

    /// <summary>The assemblies whose SQL files make up the schema, in order.</summary>
    public IReadOnlyList<Assembly> Schema =>
        [typeof(SchemaMigration).Assembly, typeof(MessagingExtensions).Assembly, Assembly];
}
