namespace IopPlatform.ProgramState.Grains;

/// <summary>Moments as precise as the database keeps them, so that what is stored compares equal to what was said.</summary>
internal static class Moments
{
    public static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    public static DateTimeOffset ToMicrosecond(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Microsecond.Ticks), TimeSpan.Zero);
}
