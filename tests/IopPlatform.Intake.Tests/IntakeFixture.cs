using IopPlatform.Intake.Tests;
using IopPlatform.Testing;

[assembly: AssemblyFixture(typeof(IntakeFixture))]

namespace IopPlatform.Intake.Tests;

public class IntakeFixture() : ServiceFixture<IntakeAssembly>("intake");
