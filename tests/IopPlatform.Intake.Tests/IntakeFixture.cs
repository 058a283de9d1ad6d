using IopPlatform.Intake.Tests;
using IopPlatform.Testing;

[assembly: AssemblyFixture(typeof(IntakeFixture))]

namespace IopPlatform.Intake.Tests;

public sealed class IntakeFixture() : ServiceFixture<IntakeAssembly>("intake");
