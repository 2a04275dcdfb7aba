using JouleTree.Core.Errors;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation;

public sealed class PercentageErrorsTests
{
    private static readonly ModelTree Tree = TestTrees.Small() with { Origin = new InputPlace("gold.jsonl", 2) };

    [Fact]
    public void Add_TooHighAndTooLow_AveragesTheirSizes()
    {
        PercentageErrors errors = new();
        TreeNode node = Tree.Root.With(NodeColumn.GroundTruthEnergy, 4);
        errors.Of(NodeKind.Model).ShouldBeNull();
        errors.Add(Tree, node, 5);
        errors.Add(Tree, node, 1);
        errors.Of(NodeKind.Model).ShouldBe((25 + 75) / 2.0);
        (errors.CountOf(NodeKind.Model), errors.CountOf(NodeKind.Module), errors.CountOf(NodeKind.Primitive)).ShouldBe((2, 0, 0));
        errors.Of(NodeKind.Primitive).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, "gold.jsonl:2: node root (id 0): field 'ground_truth_energy': is missing, and the percentage error needs it")]
    [InlineData(0.0, "gold.jsonl:2: node root (id 0): field 'ground_truth_energy': is 0, and the percentage error divides by it")]
    public void Add_NoTrueEnergy_IsRefused(double? joules, string expected) =>
        Should.Throw<InputException>(() => new PercentageErrors().Add(Tree, Tree.Root.With(NodeColumn.GroundTruthEnergy, joules), 1))
            .Message.ShouldBe(expected);

    [Fact]
    public void TrueEnergyOf_Measured_IsTheColumn() =>
        PercentageErrors.TrueEnergyOf(Tree, Tree.Root).ShouldBe(Tree.Root.GroundTruthJoules!.Value);
}
