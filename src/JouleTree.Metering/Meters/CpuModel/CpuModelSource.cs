using System.Globalization;

namespace JouleTree.Metering.Meters.CpuModel;

/// <summary>The power model, which every machine has.</summary>
/// <param name="power">Watts per core and where the number comes from.</param>
/// <param name="clock">Monotonic clock.</param>
/// <param name="usage">Reads what the process uses; null for this process.</param>
public sealed class CpuModelSource(ProcessorPower power, TimeProvider clock, ProcessUsage? usage = null) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "cpu-model";

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterProbe Probe() => new(
        true,
        string.Create(CultureInfo.InvariantCulture, $"{power.WattsPerCore:0.##} W per core ({power.Source}); a model, not a measurement"),
        "state what your processor draws with --watts-per-core",
        new CpuModelMeter(power, clock, ProcessUsage.OfThisProcess).Description);

    /// <inheritdoc/>
    public IEnergyMeter Open() => new CpuModelMeter(power, clock, usage ?? ProcessUsage.OfThisProcess);
}
