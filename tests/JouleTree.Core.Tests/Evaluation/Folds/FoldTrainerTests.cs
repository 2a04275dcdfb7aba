using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Features;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation.Folds;

/// <summary>A trainer must not see what a fold leaves out, and must see all the rest.</summary>
public sealed class FoldTrainerTests
{
    private static readonly CalibratedOptions Plain = new() { SelectRidges = false };
    private static readonly IreneConfig Short = new() { Epochs = 1, PolynomialFeatures = false };

    [Fact]
    public void Train_Calibrated_DependsOnTheRestOnly() =>
        ShouldDependOnTheRestOnly(Transformers(), trees => new CalibratedFoldTrainer(trees, Plain));

    [Fact]
    public void Train_Adapted_DependsOnTheRestOnly()
    {
        CalibratedPredictor source = CalibratedTrainer.Train(Transformers(), Plain);
        ShouldDependOnTheRestOnly(Transformers(), trees => new AdaptedFoldTrainer(source, trees));
    }

    [Fact]
    public void Train_Published_DependsOnTheRestOnly() =>
        ShouldDependOnTheRestOnly(TestTrees.Campaign(), trees => new IreneFoldTrainer(trees, Short));

    [Fact]
    public void Train_PublishedLaterFold_StartsFromOtherWeights()
    {
        IReadOnlyList<ModelTree> trees = TestTrees.Campaign();
        IreneFoldTrainer trainer = new(trees, Short);
        double? first = Predict(trainer, new Fold(0, "small", [0, 1]), trees),
            second = Predict(trainer, new Fold(1, "small", [0, 1]), trees);

        second.ShouldNotBe(first);
        Predict(trainer, new Fold(0, "other", [0, 1]), trees).ShouldBe(first);
    }

    [Fact]
    public void DroppedFeatures_DataWithoutAGpuClock_NamesIt()
    {
        ModelTree[] trees = [.. TestTrees.Campaign()
            .Select(tree => tree with { Root = tree.Root.Rebuild(node => node.With(NodeColumn.GpuClk, null)) })];
        new IreneFoldTrainer(trees, Short).DroppedFeatures.ShouldBe([Feature.GpuClk]);
        new IreneFoldTrainer(TestTrees.Campaign(), Short).DroppedFeatures.ShouldBeEmpty();
    }

    private static void ShouldDependOnTheRestOnly(IReadOnlyList<ModelTree> trees, Func<IReadOnlyList<ModelTree>, IFoldTrainer> make)
    {
        Fold fold = new(0, "left out", [0, 2]);
        double? expected = Predict(make(trees), fold, trees);

        Predict(make(Changed(trees, 0, 2)), fold, trees).ShouldBe(expected);
        Predict(make(Changed(trees, 1, trees.Count - 1)), fold, trees).ShouldNotBe(expected);
    }

    private static double? Predict(IFoldTrainer trainer, Fold fold, IReadOnlyList<ModelTree> trees) =>
        trainer.Train(fold, CancellationToken.None).Predict(trees[0], UnknownPrimitives.Mean).Root.PredictedJoules;

    private static ModelTree[] Changed(IReadOnlyList<ModelTree> trees, params int[] places) =>
    [
        .. trees.Select((tree, place) => places.Contains(place)
            ? tree with { Root = tree.Root.Rebuild(node => node.With(NodeColumn.GroundTruthEnergy, 3 * node.GroundTruthJoules)) }
            : tree),
    ];

    private static ModelTree[] Transformers() =>
    [
        .. from model in new[] { ("a", 1), ("b", 2), ("c", 3) }
        from size in new[] { (4, 32), (8, 64), (16, 64) }
        select new TransformerTrees(size.Item1, size.Item2, 64, 4, model.Item2).Measure(model.Item1),
    ];
}
