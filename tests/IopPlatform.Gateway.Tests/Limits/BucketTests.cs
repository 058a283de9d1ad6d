using FsCheck.Xunit;
using IopPlatform.Gateway.Limits;

namespace IopPlatform.Gateway.Tests.Limits;

public sealed class BucketTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly BucketSize TenASecond = new(PerSecond: 10, Burst: 20);

    [Theory]
    [InlineData(20, 0, 5, 5, 15, 0)]
    [InlineData(3, 0, 5, 3, 0, 0)]
    [InlineData(0, 0, 5, 0, 0, 100)]
    [InlineData(0.5, 0, 1, 0, 0.5, 50)]
    [InlineData(0.9, 10, 1, 1, 0, 0)]
    [InlineData(0, 250, 5, 2, 0.5, 0)]
    [InlineData(0, 5_000, 30, 20, 0, 0)]
    [InlineData(7, -1_000, 30, 7, 0, 0)]
    public void Take_AfterAWhile_GivesWholeTokensAndTheWaitForTheNext(
        double tokens, int milliseconds, int wanted, int taken, double left, int wait)
    {
        var (after, grant) = new Bucket(tokens, Start).Take(wanted, TenASecond, Start.AddMilliseconds(milliseconds));
        Assert.Equal((taken, TimeSpan.FromMilliseconds(wait)), (grant.Taken, grant.Wait));
        Assert.Equal(left, after.Tokens, precision: 9);
    }

    /// <summary>Taken faster than it fills, it gives exactly what comes in.</summary>
    [Property]
    public bool Take_OftenEnough_GivesAllThatComesIn(byte[] pauses)
    {
        var (taken, seconds) = Play(new Bucket(0, Start), pauses.Select(pause => TimeSpan.FromMilliseconds(pause)), wanted: 7);
        var comesIn = seconds * TenASecond.PerSecond;
        return taken <= comesIn + 1e-6 && taken > comesIn - 1 - 1e-6;
    }

    /// <summary>However long the pauses are: never more than one burst above the rate.</summary>
    [Property]
    public bool Take_AnySequence_NeverExceedsRateAndBurst(ushort[] pauses, byte wanted)
    {
        var (taken, seconds) = Play(Bucket.Full(TenASecond, Start), pauses.Select(pause => TimeSpan.FromMilliseconds(pause)), wanted);
        return taken <= TenASecond.Burst + (seconds * TenASecond.PerSecond) + 1e-6;
    }

    [Property]
    public bool Wait_AfterIt_ThereIsAToken(byte tenths)
    {
        var (left, grant) = new Bucket(tenths % 10 / 10.0, Start).Take(1, TenASecond, Start);
        return grant.Taken == 0 && left.Take(1, TenASecond, Start + grant.Wait).Grant.Taken == 1;
    }

    private static (int Taken, double Seconds) Play(Bucket bucket, IEnumerable<TimeSpan> pauses, int wanted)
    {
        var (taken, now) = (0, Start);
        foreach (var pause in pauses)
        {
            now += pause;
            (bucket, var grant) = bucket.Take(wanted, TenASecond, now);
            taken += grant.Taken;
        }

        return (taken, (now - Start).TotalSeconds);
    }
}
