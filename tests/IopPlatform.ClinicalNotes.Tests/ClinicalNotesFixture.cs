using IopPlatform.ClinicalNotes.Tests;
using IopPlatform.Testing;

[assembly: AssemblyFixture(typeof(ClinicalNotesFixture))]

namespace IopPlatform.ClinicalNotes.Tests;

public sealed class ClinicalNotesFixture() : ServiceFixture<ClinicalNotesAssembly>("clinical-notes");
