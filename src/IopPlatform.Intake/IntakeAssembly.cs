namespace IopPlatform.Intake;

/// <summary>Names this assembly for those who look for its SQL files, consumers and endpoints.</summary>
public sealed class IntakeAssembly
{
    private IntakeAssembly()
    {
    }
}
