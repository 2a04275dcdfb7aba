using System.Diagnostics;
using System.Diagnostics.Metrics;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Windowing;

namespace JouleTree.Metering.Telemetry;

/// <summary>
/// What open meters tell .NET's metrics and traces. Instruments are asked by who listens, so that without one nothing is counted for them.
/// </summary>
/// <remarks>
/// The counter is that of the process: what meters came to that were closed stays in it, and meters with the same tags are summed. Names
/// and units follow OpenTelemetry's general guidelines for instruments: a namespace, UCUM's units, no unit in the name.
/// </remarks>
internal static class EnergyTelemetry
{
    /// <summary>Name of the meter and of the source of activities.</summary>
    public const string Name = "JouleTree";

    /// <summary>Tag of the energy of a span, in joules.</summary>
    public const string JoulesTag = "jouletree.energy_j";

    /// <summary>Tag of a span's share of what windows that overlap used, in joules.</summary>
    public const string ShareTag = "jouletree.share_j";

    /// <summary>Tag of why a span has no energy.</summary>
    public const string TroubleTag = "jouletree.trouble";

    private const string SourceTag = "jouletree.source";
    private const string MeterTag = "jouletree.meter";
    private const string DeviceTag = "jouletree.device";
    private const string WindowTag = "jouletree.window";

    private static readonly string Version = typeof(EnergyTelemetry).Assembly.GetName().Version!.ToString(3);
    private static readonly ActivitySource Activities = new(Name, Version);
    private static readonly Meter Instruments = new(Name, Version);
    private static readonly Lock Gate = new();
    private static readonly List<WindowBook> Books = [];
    private static readonly Dictionary<EnergySeries, double> Closed = [];

    static EnergyTelemetry()
    {
        Instruments.CreateObservableCounter("jouletree.energy", Joules, "J",
            "Energy by device and window; windows that are open at once share it, and what no window was open for has none.");
        Instruments.CreateObservableGauge("jouletree.power", Watts, "W", "Power by device, the mean since it was asked for last.");
    }

    /// <summary>Tells of a meter from now on.</summary>
    /// <param name="book">Its windows.</param>
    public static void Add(WindowBook book)
    {
        lock (Gate)
            Books.Add(book);
    }

    /// <summary>Tells no more of a meter, which is closed, but for what it came to.</summary>
    /// <param name="book">Its windows.</param>
    public static void Remove(WindowBook book)
    {
        lock (Gate)
        {
            if (Books.Remove(book))
                book.CollectJoules(Closed);
        }
    }

    /// <summary>Starts the span of a window; null where nobody listens.</summary>
    /// <param name="window">Name of the window.</param>
    /// <param name="parent">Span of the window around it; null for the one of the caller.</param>
    public static Activity? Start(string window, Activity? parent) => parent is null
        ? Activities.StartActivity(window)
        : Activities.StartActivity(window, ActivityKind.Internal, parent.Context);

    /// <summary>Ends the span of a window.</summary>
    /// <param name="span">The span.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="energy">What the window came to.</param>
    public static void Stop(Activity span, MeterDescription meter, EnergyWindow energy)
    {
        if (energy is { Joules: { } joules, Trouble: null })
            span.SetTag(JoulesTag, joules);
        if (energy.ShareJoules is { } share)
            span.SetTag(ShareTag, share);
        if (energy.Trouble is { } trouble)
            span.SetTag(TroubleTag, trouble);
        span.SetTag(SourceTag, meter.Source.ToName());
        span.SetTag(MeterTag, meter.Name);
        span.Dispose();
    }

    private static List<Measurement<double>> Joules()
    {
        lock (Gate)
        {
            Dictionary<EnergySeries, double> all = new(Closed);
            foreach (WindowBook book in Books)
                book.CollectJoules(all);
            return [.. all.Select(pair => new Measurement<double>(pair.Value, TagsOf(pair.Key)))];
        }
    }

    private static List<Measurement<double>> Watts()
    {
        lock (Gate)
        {
            Dictionary<EnergySeries, double> all = [];
            foreach (WindowBook book in Books)
                book.CollectWatts(all);
            return [.. all.Select(pair => new Measurement<double>(pair.Value, TagsOf(pair.Key)))];
        }
    }

    private static KeyValuePair<string, object?>[] TagsOf(EnergySeries series)
    {
        List<KeyValuePair<string, object?>> tags =
            [new(SourceTag, series.Source), new(MeterTag, series.Meter), new(DeviceTag, series.Device)];
        if (series.Window is { } window)
            tags.Add(new(WindowTag, window));
        return [.. tags];
    }
}
