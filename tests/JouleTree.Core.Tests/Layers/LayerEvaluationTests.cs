using System.Diagnostics;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Tests.Import;
using JouleTree.Testing;
using Xunit;
using Xunit.Abstractions;

namespace JouleTree.Core.Tests.Layers;

public class LayerEvaluationTests(ITestOutputHelper output)
{
    [SharedDataTheory]
    [InlineData("physics", null)]
    [InlineData("physics", 64L)]
    [InlineData("macs", null)]
    [InlineData("power", null)]
    [InlineData("seeds", null)]
    public void Explore(string method, long? batch)
    {
        IReadOnlyList<LayerMeasurement> networks = CodeCarbonImportTests.ReadArchitectures(Core.Import.CodeCarbon.BadRowRule.Published).Measurements;
        for (int seed = 0; seed < (method == "seeds" ? 3 : 1); seed++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            LayerEvaluationResult result = LayerEvaluation.Evaluate(
                PublishedLayers.Splits(method == "seeds" ? seed : null), networks,
                new LayerEvaluationOptions { Method = method switch { "macs" => LayerMethod.MacLinear, "power" => LayerMethod.NeuralPower, _ => LayerMethod.Physics }, LargestFittedBatch = batch, SmallestNetworkBatch = batch is null ? null : 129 });
            output.WriteLine($"{method} {batch} {watch.ElapsedMilliseconds} ms");
            foreach (LayerTypeResult type in result.Types)
                output.WriteLine($"{type.Type} n={type.Errors.Count} mean {type.Errors.MeanPercent:f2} median {type.Errors.MedianPercent:f2} worst {type.Errors.WorstPercent:f0} r2 {type.Errors.RSquared:f5} cover {type.Errors.CoveragePercent:f1} :: {type.Formula[Math.Max(0, type.Formula.Length - 90)..]}");
            output.WriteLine($"NET {result.NetworkErrors}");
            foreach ((string name, LayerErrors errors) in result.ByArchitecture)
                output.WriteLine($"  {name} {errors.MeanPercent:f2} bias {errors.BiasPercent:f2} worst {errors.WorstPercent:f2} cover {errors.CoveragePercent}");
            output.WriteLine("  width " + result.Networks.Average(n => (n.Estimate.HighJoules - n.Estimate.Joules) / n.Estimate.Joules));
            foreach (BaselineErrors one in result.NetworkBaselines.Concat(result.Types[0].Baselines))
                output.WriteLine($"  {one.Name} {one.Errors.MeanPercent:f2}");
            foreach (string warning in result.Warnings)
                output.WriteLine("  " + warning);
        }
    }
}
