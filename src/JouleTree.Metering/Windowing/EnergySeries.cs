using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Windowing;

/// <summary>What a figure is of.</summary>
/// <param name="Source"><c>measured</c> or <c>modelled</c>.</param>
/// <param name="Meter">Name of the meter.</param>
/// <param name="Device">Name of the counter, such as <c>package-0</c>; of the meter where it has no counters.</param>
/// <param name="Window">Name of the windows; null for what was used outside all, or whatever is open.</param>
internal sealed record EnergySeries(string Source, string Meter, string Device, string? Window = null)
{
    /// <summary>A figure of a meter's device.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="device">Name of the device.</param>
    /// <param name="window">Name of the windows, or null.</param>
    public static EnergySeries Of(MeterDescription meter, string device, string? window = null) =>
        new(meter.Source.ToName(), meter.Name, device, window);
}
