using JouleTree.Core.Results;

namespace JouleTree.Core.Layers.Measurements;

/// <summary>Layer measurements as a table, with the members that <see cref="LayerMeasurementFile"/> has.</summary>
internal static class LayerMeasurementColumns
{
    /// <summary>A row a measurement.</summary>
    public static readonly ResultTable<LayerMeasurement> Table = new(
        new("module", one => one.Module),
        new(LayerKeys.BatchSize, one => one.BatchSize),
        Column<LayerMeasurement>.Of("configuration", CellType.Numbers, one => Cell.Of(Sizes(one.Configuration))),
        new("architecture", one => one.Architecture),
        new("layer_idx", one => one.LayerIndex),
        new("energy_j", one => one.EnergyJoules),
        new("energy_source", one => one.EnergySource),
        new("energy_sd_j", one => one.DeviationJoules),
        Column<LayerMeasurement>.Of("repetition_energy_j", CellType.Reals, one => Repetitions(one.RepetitionJoules)),
        new("time_s", one => one.Seconds),
        new("macs", one => one.RecordedMacs),
        new("forward_passes", one => one.ForwardPasses),
        new("device", one => one.Device));

    private static Dictionary<string, double>? Sizes(LayerConfiguration? configuration) => configuration?.Type.Keys()
        .Zip(configuration.Values).ToDictionary(pair => pair.First, pair => (double)pair.Second);

    // None are not known, rather than none.
    private static Cell Repetitions(IReadOnlyList<double> joules) => joules.Count > 0 ? Cell.Of(joules) : default;
}
