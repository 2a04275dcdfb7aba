using BenchmarkDotNet.Attributes;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Benchmarks;

/// <summary>What <c>jouletree estimate</c> does as a library call: build the architecture, count it, predict every node.</summary>
[MemoryDiagnoser]
public class EstimateBenchmarks
{
    private const int Workloads = 10_000;

    private readonly IEnergyPredictor _predictor = ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!.Predictor;
    private readonly ModelTree _tree = TreeOf(8, 128);

    [Benchmark]
    public double BertBase() => Estimate(8, 128);

    [Benchmark]
    public double PredictOnly() => _predictor.Predict(_tree).Root.PredictedJoules!.Value;

    // Batches 1 to 50 with 200 lengths each: no two workloads alike.
    [Benchmark]
    public double SweepOfTenThousandWorkloads() =>
        Enumerable.Range(0, Workloads).AsParallel().Sum(index => Estimate(1 + (index % 50), 2 + (2 * (index / 50))));

    private double Estimate(int batch, int length) => _predictor.Predict(TreeOf(batch, length)).Root.PredictedJoules!.Value;

    private static ModelTree TreeOf(int batch, int length) =>
        GraphView.Irene(ModelZoo.Find("bert-base-uncased").Build(new Workload { BatchSize = batch, SequenceLength = length })).Tree;
}
