using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Compositions;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Irene;

public sealed class IreneTrainerTests
{
    [Fact]
    public void Train_OnTrees_IsThatOnTheirFeatures()
    {
        IReadOnlyList<ModelTree> trees = TestTrees.Campaign();
        IreneConfig config = new() { FeatureSets = [FeatureSet.ModelSpecs], PolynomialFeatures = false, Epochs = 2 };

        IEnergyPredictor predictor = IreneTrainer.Train(trees, config);

        predictor.Predict(trees[3]).Root.PredictedJoules
            .ShouldBe(IreneTrainer.Train(Source(trees, config), config).Predict(trees[3]).Root.PredictedJoules);
        Should.Throw<ArgumentException>(() => IreneTrainer.Train(Array.Empty<ModelTree>(), config));
    }

    [Theory]
    [InlineData(TrainingStrategy.End2End, WeightingSetting.CloseToOne, true)]
    [InlineData(TrainingStrategy.Stepwise, WeightingSetting.CloseToOne, false)]
    [InlineData(TrainingStrategy.Stepwise, WeightingSetting.Free, true)]
    [InlineData(TrainingStrategy.End2End, WeightingSetting.Free, false)]
    [InlineData(TrainingStrategy.Unstructured, WeightingSetting.Free, false)]
    public void Gradient_AnyStrategy_EqualsFiniteDifferences(TrainingStrategy strategy, WeightingSetting weighting, bool normalize)
    {
        IreneConfig config = new()
        {
            TrainingStrategy = strategy,
            WeightingSetting = weighting,
            NormalizeLossScale = normalize,
            FeatureSets = [FeatureSet.ModelSpecs],
            PolynomialFeatures = false,
            Epochs = 0,
        };
        MemoryTreeSource source = Source(TestTrees.Campaign(), config);
        IrenePredictor predictor = IreneTrainer.Train(source, config);
        FeatureTree tree = source.Trees().ElementAt(7);
        TreeStep step = new(config, predictor.Composition, predictor.Primitives);
        double loss = step.Gradient(tree);
        double[] gradient = step.Pass.ParameterGradient.ToArray();
        const double Change = 1e-6;
        for (int index = 0; index < gradient.Length; index++)
        {
            predictor.Composition.Parameters[index] += Change;
            double above = step.Gradient(tree);
            predictor.Composition.Parameters[index] -= 2 * Change;
            double below = step.Gradient(tree);
            predictor.Composition.Parameters[index] += Change;
            gradient[index].ShouldBe((above - below) / (2 * Change), 1e-4 * Math.Max(1, loss), $"parameter {index}");
        }
    }

    [Theory]
    [InlineData(TrainingStrategy.End2End, WeightingSetting.CloseToOne)]
    [InlineData(TrainingStrategy.Stepwise, WeightingSetting.Free)]
    [InlineData(TrainingStrategy.Unstructured, WeightingSetting.Free)]
    public void Train_MoreEpochs_LowersTheLoss(TrainingStrategy strategy, WeightingSetting weighting)
    {
        IreneConfig config = new()
        {
            TrainingStrategy = strategy,
            WeightingSetting = weighting,
            Init = WeightInit.Zero,
            PolynomialFeatures = false,
        };
        MemoryTreeSource source = Source(TestTrees.Campaign(), config);
        LossOf(source, config with { Epochs = 200 }).ShouldBeLessThan(LossOf(source, config with { Epochs = 0 }));
    }

    [Fact]
    public void Train_SameSeed_GivesTheSameWeights()
    {
        MemoryTreeSource source = Source(TestTrees.Campaign());
        IrenePredictor first = IreneTrainer.Train(source, new IreneConfig());
        IrenePredictor second = IreneTrainer.Train(source, new IreneConfig());
        first.Composition.Weights.ToArray().ShouldBe(second.Composition.Weights.ToArray());
        first.Composition.Weights.ToArray().ShouldNotBe(IreneTrainer.Train(source, new IreneConfig { Seed = 1 })
            .Composition.Weights.ToArray());
    }

    [Fact]
    public void Train_FromAFileLargerThanItsBudget_GivesTheSameWeights()
    {
        using TemporaryFolder folder = new();
        string path = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));
        IreneConfig config = new();
        IrenePredictor kept = IreneTrainer.Train(FileTreeSource.Open(path, config.Features(), EnergyNeed.PositiveInner), config);
        IrenePredictor read = IreneTrainer.Train(FileTreeSource.Open(path, config.Features(), EnergyNeed.PositiveInner, budgetBytes: 2000),
            config);
        read.Composition.Weights.ToArray().ShouldBe(kept.Composition.Weights.ToArray());
        read.Primitives.SelectMany(model => model.Coefficients).ShouldBe(kept.Primitives.SelectMany(model => model.Coefficients));
    }

    [Fact]
    public void SaveAndLoad_TrainedPredictor_PredictsTheSame()
    {
        using TemporaryFolder folder = new();
        IrenePredictor predictor = IreneTrainer.Train(Source(TestTrees.Campaign()), new IreneConfig());
        PredictorDirectory.Save(folder.Path, predictor);
        IEnergyPredictor loaded = PredictorDirectory.Load(folder.Path);
        foreach (ModelTree tree in TestTrees.Campaign())
            Energies(loaded.Predict(tree)).ShouldBe(Energies(predictor.Predict(tree)));
    }

    [Fact]
    public void Predict_ExactOne_IsTheSumOfTheChildren()
    {
        IreneConfig config = new() { WeightingSetting = WeightingSetting.ExactOne };
        IrenePredictor predictor = IreneTrainer.Train(Source(TestTrees.Campaign(), config), config);
        foreach (TreeNode node in predictor.Predict(TestTrees.Small()).Root.SelfAndDescendants().Where(node => node.Children.Count > 0))
            node.PredictedJoules!.Value.ShouldBe(node.Children.Sum(child => child.PredictedJoules!.Value), 1e-12);
    }

    [Fact]
    public void Predict_UnknownPrimitive_IsRefusedOrFilledIn()
    {
        IrenePredictor predictor =
            IreneTrainer.Train(Source(TestTrees.Campaign()), new IreneConfig { WeightingSetting = WeightingSetting.ExactOne });
        ModelTree tree = TestTrees.Small();
        tree = tree with
        {
            Root = tree.Root.Rebuild(node => node.InstanceType == "LayerNorm" ? node with { InstanceType = "RMSNorm" } : node),
        };

        Should.Throw<InputException>(() => predictor.Predict(tree)).Message
            .ShouldContain("node root.block.norm (id 3): field 'instance_type': the primitive 'rmsnorm' was never trained, known are "
                + "layernorm, linear");
        PredictionLog log = new();
        Leaf(predictor.Predict(tree, UnknownPrimitives.Zero, log)).ShouldBe(0);
        Leaf(predictor.Predict(tree, UnknownPrimitives.Mean, log)).ShouldBe(predictor.MeanPrimitiveJoules);
        log.FilledIn["rmsnorm"].ShouldBe(2);

        static double Leaf(ModelTree tree) =>
            tree.Root.SelfAndDescendants().Single(node => node.InstanceType == "RMSNorm").PredictedJoules!.Value;
    }

    [Fact]
    public void Train_ColumnAbsentEverywhere_IsDropped()
    {
        IReadOnlyList<ModelTree> trees = Without(TestTrees.Campaign(), NodeColumn.Gpu, _ => true);
        FeatureSelection selection = FeatureSelection.Of(new IreneConfig().Features(), trees[0]);
        selection.Dropped.ShouldBe([Feature.Gpu]);
        IrenePredictor predictor = IreneTrainer.Train(Source(trees), new IreneConfig());
        predictor.Features.ShouldNotContain(Feature.Gpu);
        predictor.Predict(trees[0]).Root.PredictedJoules.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(NodeColumn.Gpu)]
    [InlineData(NodeColumn.Flops)]
    [InlineData(NodeColumn.GroundTruthEnergy)]
    public void Train_ColumnAbsentSomewhere_IsRefused(NodeColumn column)
    {
        IReadOnlyList<ModelTree> trees = Without(TestTrees.Campaign(), column, node => node.Id == "2");
        Should.Throw<InputException>(() => Source(trees))
            .Message.ShouldContain($"node root.block.dense (id 2): field '{column.ToPublishedName()}': is missing");
    }

    [Fact]
    public void Train_NeededColumnAbsentEverywhere_IsRefused() =>
        Should.Throw<InputException>(() => Source(Without(TestTrees.Campaign(), NodeColumn.MemBytes, _ => true))).Message
            .ShouldContain("field 'mem_bytes': is missing");

    [Fact]
    public void Train_ColumnOnlyBelowTheRoot_IsRefused() =>
        Should.Throw<InputException>(() => Source(Without(TestTrees.Campaign(), NodeColumn.Gpu, node => node.Id == "0"))).Message
            .ShouldContain("a feature must be there everywhere or nowhere");

    [Fact]
    public void Train_ZeroEnergyOfAModule_IsRefused()
    {
        IReadOnlyList<ModelTree> trees = [.. TestTrees.Campaign().Select(tree => tree with
        {
            Root = tree.Root.Rebuild(node => node.Id == "1" ? node.With(NodeColumn.GroundTruthEnergy, 0) : node),
        })];
        Should.Throw<InputException>(() => Source(trees))
            .Message.ShouldContain("node root.block (id 1): field 'ground_truth_energy': is 0");
    }

    private static double LossOf(MemoryTreeSource source, IreneConfig config)
    {
        IrenePredictor predictor = IreneTrainer.Train(source, config);
        TreeStep step = new(config, predictor.Composition, predictor.Primitives);
        return source.Trees().Sum(step.Gradient);
    }

    private static MemoryTreeSource Source(IReadOnlyList<ModelTree> trees, IreneConfig? config = null) =>
        MemoryTreeSource.Of(trees, FeatureSelection.Of((config ?? new IreneConfig()).Features(), trees[0]), EnergyNeed.PositiveInner);

    private static ModelTree[] Without(IReadOnlyList<ModelTree> trees, NodeColumn column, Func<TreeNode, bool> where) =>
        [.. trees.Select(tree => tree with { Root = tree.Root.Rebuild(node => where(node) ? node.With(column, null) : node) })];

    private static IEnumerable<double> Energies(ModelTree tree) =>
        tree.Root.SelfAndDescendants().Select(node => node.PredictedJoules!.Value);
}
