using JouleTree.Metering.Meters;

namespace JouleTree.BenchmarkDotNet;

/// <summary>What a meter counted while a benchmark ran, in pieces that follow each other.</summary>
/// <param name="Meter">The meter.</param>
/// <param name="Windows">The pieces; the last one may be shorter than the others.</param>
internal sealed record RunSamples(MeterDescription Meter, IReadOnlyList<EnergyWindow> Windows);
