using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Testing;

/// <summary>
/// What an observable counter of one service says. Counts name no organization, so that a test that reads them needs a service that
/// no other test uses: a fixture of its own.
/// </summary>
public static class Measured
{
    /// <param name="tags">Only the series with all of these, as <c>name=value</c>.</param>
    public static long Total<TAssembly>(this ServiceFixture<TAssembly> fixture, string counter, params string[] tags)
        where TAssembly : class
    {
        var total = 0L;
        var scope = fixture.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == counter && instrument.Meter.Scope == scope) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, measured, _) =>
        {
            if (tags.All(Texts(measured).Contains)) total += value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return total;
    }

    private static HashSet<string> Texts(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new HashSet<string>();
        foreach (var (name, value) in tags) texts.Add($"{name}={value}");
        return texts;
    }
}
