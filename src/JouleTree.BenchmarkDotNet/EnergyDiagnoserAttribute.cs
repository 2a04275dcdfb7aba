using BenchmarkDotNet.Configs;
using JouleTree.Metering.Catalog;

namespace JouleTree.BenchmarkDotNet;

/// <summary>
/// Adds joules per operation, their error and average watts to the results of a class of benchmarks, by an <see cref="EnergyDiagnoser"/>.
/// </summary>
/// <example>
/// <code>
/// [EnergyDiagnoser]
/// public class Sums
/// {
///     private readonly double[] _values = new double[10_000];
///
///     [Benchmark]
///     public double Loop() => _values.Sum();
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class EnergyDiagnoserAttribute : Attribute, IConfigSource
{
    /// <summary>
    /// The meter: <c>auto</c> for the best of this machine, or a name that <see cref="MeterCatalog.Open(string, MeterOptions?)"/> takes.
    /// </summary>
    public string Meter { get; init; } = MeterCatalog.Auto;

    /// <summary>Watts of a busy core, for the power model; 0 for those known of this processor.</summary>
    public double WattsPerCore { get; init; }

    /// <inheritdoc/>
    public IConfig Config => ManualConfig.CreateEmpty().AddDiagnoser(
        new EnergyDiagnoser(Meter, new MeterOptions { WattsPerCore = WattsPerCore > 0 ? WattsPerCore : null }));
}
