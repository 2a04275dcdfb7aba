using BenchmarkDotNet.Attributes;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.NeuralPower;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Regression;
using JouleTree.Core.Regression.Lasso;

namespace JouleTree.Benchmarks;

/// <summary>
/// Fits of layer models on 878 convolutions of an invented machine, as many as the published training and validation parts hold.
/// </summary>
[MemoryDiagnoser]
public class LayerBenchmarks
{
    private const int Rows = 976;

    private readonly LayerSplit _split = LayerSplit.Random(Convolutions(), seed: 1);
    private double[] _matrix = [];
    private double[] _seconds = [];
    private double[] _weights = [];
    private int[][] _folds = [];
    private NeuralPowerTerms _terms = new(LayerType.Conv2d, 3);

    /// <summary>The columns of degree 3 of the training part.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _terms = new NeuralPowerTerms(LayerType.Conv2d, 3);
        LayerConfiguration[] layers = [.. _split.Train.Select(row => row.Configuration!)];
        _matrix = [.. layers.SelectMany(_terms.Of)];
        _seconds = [.. _split.Train.Select(row => row.Seconds!.Value)];
        _weights = [.. _seconds.Select(value => 1 / (value * value))];
        _folds = KFold.SplitByGroup(layers, 10, 1);
    }

    // The lasso path with ten folds, as neural-power takes it for one target and one degree.
    [Benchmark]
    public int LassoPathWithTenFolds() => LassoCrossValidation.Fit(
        _matrix, _seconds, _terms.Names.Count, _folds, _weights,
        new LassoOptions { Steps = 40, LastShare = 1e-3, Tolerance = 1e-4, MaxRounds = 200 }).BestStep;

    // Two targets, two degrees, ten folds each: one layer type.
    [Benchmark]
    public object NeuralPower() => NeuralPowerFitter.Fit(_split);

    [Benchmark]
    public object Physics() => PhysicsFitter.Fit(_split);

    private static LayerMeasurement[] Convolutions()
    {
        Random random = new(5);
        return [.. Enumerable.Range(0, Rows).Select(_ =>
        {
            LayerConfiguration layer = LayerConfiguration.Create(
                LayerType.Conv2d, random.Next(1, 256), random.Next(16, 224), random.Next(1, 11), random.Next(1, 512), random.Next(1, 512),
                    random.Next(1, 5), random.Next(0, 3));
            double joules = (0.01 + (2e-9 * PublishedMacs.Of(layer)) + (1e-8 * LayerCounts.OutputElements(layer)))
                * (0.95 + (0.1 * random.NextDouble()));
            return new LayerMeasurement
            {
                Module = "Conv2d",
                BatchSize = layer.BatchSize,
                Configuration = layer,
                EnergyJoules = joules,
                Seconds = joules / (74 + (2 * random.NextDouble())),
                EnergySource = "measured: invented",
            };
        })];
    }
}
