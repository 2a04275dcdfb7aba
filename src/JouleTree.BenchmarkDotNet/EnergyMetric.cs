using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;

namespace JouleTree.BenchmarkDotNet;

/// <summary>A column of energies, in tables and in what exporters write.</summary>
/// <param name="Id">Its name in files.</param>
/// <param name="DisplayName">Its heading.</param>
/// <param name="Legend">What it is, below the table.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="NumberFormat">How its numbers are written.</param>
/// <param name="PriorityInCategory">Its place among such columns.</param>
internal sealed record EnergyMetric(
    string Id, string DisplayName, string Legend, string Unit, string NumberFormat, int PriorityInCategory) : IMetricDescriptor
{
    // From nanojoules to joules in one column: 2.381E-5 are 23.81 µJ.
    private const string Scientific = "0.000E+0";

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public bool TheGreaterTheBetter => false;

    /// <summary>The columns of an energy that are known.</summary>
    /// <param name="energy">The energy.</param>
    /// <param name="meter">The meter.</param>
    public static IEnumerable<Metric> Of(OperationEnergy energy, MeterDescription meter)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(meter);
        string source = meter.Source.ToName();
        if (energy.Joules is { } joules)
            yield return new Metric(new EnergyMetric("Energy", $"J/op ({source})",
                $"Joules per operation, {source} by {meter.Name}", "J", Scientific, 0), joules);
        if (energy.Error is { } error)
            yield return new Metric(new EnergyMetric("EnergyError", "J/op error",
                "Half of the 99.9% interval of joules per operation", "J", Scientific, 1), error);
        if (energy.Watts is { } watts)
            yield return new Metric(
                new EnergyMetric("Power", $"W ({source})", "Average watts while the benchmark ran", "W", "0.##", 2), watts);
    }

    /// <inheritdoc/>
    public bool GetIsAvailable(Metric metric) => true;
}
