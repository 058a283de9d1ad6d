using IopPlatform.Scheduling.Tests;
using IopPlatform.Testing;

[assembly: AssemblyFixture(typeof(SchedulingFixture))]

namespace IopPlatform.Scheduling.Tests;

public sealed class SchedulingFixture() : ServiceFixture<SchedulingAssembly>("scheduling");
