using System.Runtime.CompilerServices;
using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;

namespace JouleTree.Core.Prediction.Irene.Primitives;

/// <summary>What the first pass over the training trees learns: scalers, ranges and what the data consist of.</summary>
internal sealed class TrainingSummary
{
    private readonly List<FeatureSummary> _primitives = [];
    private readonly List<string> _models = [];
    private readonly List<double> _joules = [];

    private TrainingSummary(int dimension) => All = new FeatureSummary(dimension);

    /// <summary>Features of all nodes.</summary>
    public FeatureSummary All { get; }

    /// <summary>Features of the primitives, by type number.</summary>
    public IReadOnlyList<FeatureSummary> Primitives => _primitives;

    /// <summary>Names of the models in the order of their first tree.</summary>
    public IReadOnlyList<string> Models => _models;

    /// <summary>Number of trees.</summary>
    public long Trees { get; private set; }

    /// <summary>Mean energy of the primitives of each type in joules; 0 for a type without samples.</summary>
    public IReadOnlyList<double> MeanJoules =>
        [.. _joules.Zip(_primitives, (joules, primitive) => joules / Math.Max(1, primitive.Moments.Count))];

    /// <summary>Mean energy of all primitives in joules.</summary>
    public double MeanPrimitiveJoules => _joules.Sum() / Math.Max(1, _primitives.Sum(primitive => primitive.Moments.Count));

    /// <summary>Goes through the trees once.</summary>
    public static TrainingSummary Of(ITreeSource source, CancellationToken cancellation)
    {
        TrainingSummary summary = new(source.Features.Count);
        foreach (FeatureTree tree in source.Trees())
        {
            cancellation.ThrowIfCancellationRequested();
            summary.Add(tree);
        }

        return summary.Trees > 0 ? summary : throw new InputException("there is no tree to train on");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(FeatureTree tree)
    {
        Trees++;
        if (!_models.Contains(tree.ModelName))
            _models.Add(tree.ModelName);
        for (int row = 0; row < tree.RowCount; row++)
            All.Add(tree.Row(row), tree.Repeats[row]);
        foreach (RepeatedLeaf sample in RepeatedLeaf.Of(tree))
        {
            while (_primitives.Count <= sample.Type)
            {
                _primitives.Add(new FeatureSummary(tree.Dimension));
                _joules.Add(0);
            }

            _primitives[sample.Type].Add(tree.Row(sample.Row), sample.Repeats);
            _joules[sample.Type] += sample.Joules * sample.Repeats;
        }
    }
}
