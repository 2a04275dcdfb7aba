using JouleTree.Core.Prediction.Baselines;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Baselines;

public sealed class TrivialBaselinesTests
{
    private static readonly ModelTree[] Trees =
        [new TransformerTrees(4, 32, 64, 4).Measure("a"), new TransformerTrees(8, 32, 64, 4).Measure("a"),
            new TransformerTrees(8, 64, 64, 4).Measure("b")];

    [Fact]
    public void Train_EnergyProportionalToTime_TimeTimesConstantFindsIt()
    {
        // The made-up machine draws 250 W.
        ModelTree other = new TransformerTrees(16, 128, 128, 4).Measure("other");

        Predict("time × constant", other, other.Root)!.Value.ShouldBe(other.Root.GroundTruthJoules!.Value,
            1e-9 * other.Root.GroundTruthJoules.Value);
    }

    [Fact]
    public void Train_SumOfChildren_AddsMeasuredChildrenAndLeavesPrimitivesOut()
    {
        TreeNode root = Trees[0].Root;
        TreeNode leaf = root.SelfAndDescendants().First(node => node.Kind == NodeKind.Primitive);

        Predict("plain sum of the children's measured energies", Trees[0], root)
            .ShouldBe(root.Children.Sum(child => child.GroundTruthJoules));
        Predict("plain sum of the children's measured energies", Trees[0], leaf).ShouldBeNull();
    }

    [Fact]
    public void Train_NearestWorkload_GivesAKnownNodeItsOwnEnergy()
    {
        foreach (TreeNode node in Trees[2].Root.SelfAndDescendants())
            Predict("nearest measured workload", Trees[2], node).ShouldBe(node.GroundTruthJoules, node.Scope.Path);
    }

    [Fact]
    public void Train_NodeWithoutWhatIsNeeded_HasNoPrediction() =>
        Predict("GPU energy × constant", Trees[0], Trees[0].Root.With(NodeColumn.GpuEnergyMean, null)).ShouldBeNull();

    private static double? Predict(string name, ModelTree tree, TreeNode node) =>
        TrivialBaselines.All.Single(baseline => baseline.Name == name).Train(Trees)(tree, node);
}
