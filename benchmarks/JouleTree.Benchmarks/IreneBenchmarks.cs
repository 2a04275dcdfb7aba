using BenchmarkDotNet.Attributes;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Compositions;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Trees;

namespace JouleTree.Benchmarks;

/// <summary>The parts of training and prediction on data of the published size, on one core.</summary>
[MemoryDiagnoser]
public class IreneBenchmarks
{
    private readonly PolynomialFeatures _monomials = new(14, 3);
    private readonly double[] _row = [.. Enumerable.Range(0, 14).Select(index => 0.1 * index)];
    private readonly double[] _expanded = new double[680];
    private MemoryTreeSource _source = null!;
    private IrenePredictor _predictor = null!;
    private TreeStep _step = null!;
    private IReadOnlyList<ModelTree> _trees = [];

    [GlobalSetup]
    public void Setup()
    {
        _trees = BenchmarkTrees.Load();
        _source = MemoryTreeSource.Of(_trees, FeatureSelection.Of(new IreneConfig().Features(), _trees[0]), EnergyNeed.PositiveInner);
        _predictor = IreneTrainer.Train(_source, new IreneConfig());
        _step = new TreeStep(_predictor.Config, _predictor.Composition, _predictor.Primitives);
    }

    /// <summary>680 monomials of one node.</summary>
    [Benchmark]
    public void Expand() => _monomials.Expand(_row, _expanded);

    /// <summary>One pass of Adam over all trees.</summary>
    [Benchmark]
    public double Epoch()
    {
        double loss = 0;
        foreach (FeatureTree tree in _source.Trees())
            loss += _step.Run(tree);
        return loss;
    }

    /// <summary>Scalers, seven regressions and eight epochs.</summary>
    [Benchmark]
    public object Train() => IreneTrainer.Train(_source, new IreneConfig());

    /// <summary>All nodes of all trees.</summary>
    [Benchmark]
    public double Predict() => _trees.Sum(tree => _predictor.Predict(tree).Root.PredictedJoules!.Value);
}
