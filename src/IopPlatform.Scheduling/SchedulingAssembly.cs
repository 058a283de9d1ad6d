namespace IopPlatform.Scheduling;

/// <summary>Names this assembly for those who look for its SQL files, consumers and endpoints.</summary>
public sealed class SchedulingAssembly
{
    private SchedulingAssembly()
    {
    }
}
