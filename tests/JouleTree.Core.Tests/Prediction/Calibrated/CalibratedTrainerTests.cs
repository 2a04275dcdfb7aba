using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Calibrated;

public sealed class CalibratedTrainerTests
{
    private static readonly IReadOnlyList<ModelTree> Trees = Campaign();

    [Theory]
    [InlineData(FeatureAccess.Full)]
    [InlineData(FeatureAccess.Leaves)]
    [InlineData(FeatureAccess.Static)]
    public void Train_MadeUpMachine_PredictsAnotherModelOfIt(FeatureAccess access)
    {
        CalibratedPredictor predictor = CalibratedTrainer.Train(Trees, new CalibratedOptions { Access = access });
        ModelTree unseen = new TransformerTrees(8, 96, 768, 12, layers: 6).Measure("unseen");

        foreach (TreeNode node in predictor.Predict(unseen).Root.SelfAndDescendants())
            node.PredictedJoules!.Value.ShouldBe(node.GroundTruthJoules!.Value, 0.1 * node.GroundTruthJoules.Value, node.Scope.Path);
    }

    [Fact]
    public void Train_StaticFeatures_LooksAtNothingThatWasRun()
    {
        CalibratedPredictor predictor = CalibratedTrainer.Train(Trees);
        ModelTree tree = Trees[0];
        ModelTree counts = tree with
        {
            Root = tree.Root.Rebuild(node => node.With(NodeColumn.TimesMean, null).With(NodeColumn.GpuEnergyMean, null)
                .With(NodeColumn.GroundTruthEnergy, null)),
        };

        predictor.Predict(counts).Root.PredictedJoules.ShouldBe(predictor.Predict(tree).Root.PredictedJoules);
        predictor.Columns.ShouldBe(ColumnSet.Of(NodeColumn.NumParameters, NodeColumn.Flops, NodeColumn.MemBytes));
    }

    [Fact]
    public void Train_LeavesFeatures_LooksAtNothingOfModulesThatWereRun()
    {
        CalibratedPredictor predictor = CalibratedTrainer.Train(Trees, new CalibratedOptions { Access = FeatureAccess.Leaves });
        ModelTree tree = Trees[0];
        ModelTree leaves = tree with
        {
            Root = tree.Root.Rebuild(node => node.Kind == NodeKind.Primitive
                ? node
                : node.With(NodeColumn.TimesMean, null).With(NodeColumn.GpuEnergyMean, null)),
        };

        predictor.Predict(leaves).Root.PredictedJoules.ShouldBe(predictor.Predict(tree).Root.PredictedJoules);
    }

    [Fact]
    public void Train_Twice_GivesTheSameFile()
    {
        using TemporaryFolder folder = new();
        PredictorDirectory.Save(folder.File("a"), CalibratedTrainer.Train(Trees));
        PredictorDirectory.Save(folder.File("b"), CalibratedTrainer.Train(Trees));

        File.ReadAllText(folder.File("a/predictor.json")).ShouldBe(File.ReadAllText(folder.File("b/predictor.json")));
    }

    [Theory]
    [InlineData(FeatureAccess.Full)]
    [InlineData(FeatureAccess.Leaves)]
    [InlineData(FeatureAccess.Static)]
    public void Load_SavedPredictor_PredictsTheSameBits(FeatureAccess access)
    {
        using TemporaryFolder folder = new();
        CalibratedPredictor trained = CalibratedTrainer.Train(Trees, new CalibratedOptions { Access = access });
        PredictorDirectory.Save(folder.Path, trained);
        IEnergyPredictor loaded = PredictorDirectory.Load(folder.Path);

        TreeNode[] expected = [.. trained.Predict(Trees[1]).Root.SelfAndDescendants()];
        TreeNode[] actual = [.. loaded.Predict(Trees[1]).Root.SelfAndDescendants()];
        for (int index = 0; index < expected.Length; index++)
        {
            actual[index].PredictedJoules.ShouldBe(expected[index].PredictedJoules);
            actual[index].Details!.Prediction!.High.ShouldBe(expected[index].Details!.Prediction!.High);
        }
    }

    [Fact]
    public void Train_OneModel_IsRefused() =>
        Should.Throw<InputException>(() => CalibratedTrainer.Train([.. Trees.Where(tree => tree.ModelName == "a")]))
            .Message.ShouldContain("has only the model a; the calibrated predictor needs at least two");

    [Fact]
    public void Train_ConstantEnergies_IsRefused() =>
        Should.Throw<InputException>(() =>
            CalibratedTrainer.Train([.. Trees.Select(tree => Change(tree, node => node.With(NodeColumn.GroundTruthEnergy, 1)))]))
            .Message.ShouldContain("has the same energy (1 J) at every node");

    [Fact]
    public void Train_MissingFeature_NamesItAndTheFeatureSet() =>
        Should.Throw<InputException>(() => CalibratedTrainer.Train(
                [.. Trees.Select(tree => Change(tree, node => node.With(NodeColumn.TimesMean, null)))],
                    new CalibratedOptions { Access = FeatureAccess.Full }))
            .Message.ShouldContain("field 'times_mean': is missing, and the feature set full needs it");

    [Fact]
    public void Train_WithoutGpuMeter_DoesWithTimeAlone()
    {
        CalibratedPredictor predictor = CalibratedTrainer.Train(
            [.. Trees.Select(tree => Change(tree, node => node.With(NodeColumn.GpuEnergyMean, null)))],
                new CalibratedOptions { Access = FeatureAccess.Full });

        predictor.UsesGpuEnergy.ShouldBeFalse();
        predictor.Predict(Trees[0]).Root.PredictedJoules!.Value.ShouldBe(Trees[0].Root.GroundTruthJoules!.Value, 1e-6);
    }

    [Fact]
    public void Train_TwoDevices_IsRefused()
    {
        ModelTree other = Trees[^1] with { Details = new TreeDetails { Device = new NamedDetails { Name = "elsewhere" } } };

        Should.Throw<InputException>(() => CalibratedTrainer.Train([.. Trees, other]))
            .Message.ShouldContain("train on one device at a time");
    }

    [Fact]
    public void Train_EnergyMissing_IsRefused() =>
        Should.Throw<InputException>(() => CalibratedTrainer.Train([.. Trees, new TransformerTrees(8, 64).Build("c")]))
            .Message.ShouldContain("is missing, and training needs it");

    private static ModelTree Change(ModelTree tree, Func<TreeNode, TreeNode> change) => tree with { Root = tree.Root.Rebuild(change) };

    private static List<ModelTree> Campaign()
    {
        List<ModelTree> trees = [];
        foreach ((string name, int layers) in new[] { ("a", 2), ("b", 4), ("c", 3) })
        {
            foreach ((int batch, int length) in new[] { (4, 32), (8, 32), (8, 64), (8, 128), (16, 64), (16, 128) })
                trees.Add(new TransformerTrees(batch, length, 768, 12, layers).Measure(name));
        }

        return trees;
    }
}
