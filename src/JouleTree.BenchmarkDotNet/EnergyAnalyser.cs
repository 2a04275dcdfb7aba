using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace JouleTree.BenchmarkDotNet;

/// <summary>Tells below the table which energies are not to be trusted.</summary>
/// <param name="results">The energies.</param>
internal sealed class EnergyAnalyser(IReadOnlyDictionary<BenchmarkCase, OperationEnergy> results) : AnalyserBase
{
    /// <inheritdoc/>
    public override string Id => "Energy";

    /// <inheritdoc/>
    protected override IEnumerable<Conclusion> AnalyseReport(BenchmarkReport report, Summary summary) =>
        results.TryGetValue(report.BenchmarkCase, out OperationEnergy? energy) && energy.Trouble is { } trouble
            ? [CreateWarning($"no trustworthy energy: {trouble}", report, mergeable: false)]
            : [];
}
