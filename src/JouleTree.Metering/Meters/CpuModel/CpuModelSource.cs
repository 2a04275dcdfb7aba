using System.Globalization;
using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Meters.CpuModel;

/// <summary>The power model, which every machine has.</summary>
/// <param name="power">Watts per core and where the number comes from.</param>
/// <param name="machine">The machine: its clock, and what this process uses.</param>
internal sealed class CpuModelSource(ProcessorPower power, Machine machine) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "cpu-model";

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterChoosing Choosing => MeterChoosing.OnProcessor;

    /// <inheritdoc/>
    public MeterProbe Probe() => new(
        true,
        string.Create(CultureInfo.InvariantCulture, $"{power.WattsPerCore:0.##} W per core ({power.Source}); a model, not a measurement"),
        $"state what your processor draws with `{nameof(ProcessorPower.WattsPerCore)}`",
        new CpuModelMeter(power, machine.Clock, machine.Process).Description)
    {
        Arguments = [nameof(ProcessorPower.WattsPerCore)],
    };

    /// <inheritdoc/>
    public IEnergyMeter Open() => new CpuModelMeter(power, machine.Clock, machine.Process);
}
