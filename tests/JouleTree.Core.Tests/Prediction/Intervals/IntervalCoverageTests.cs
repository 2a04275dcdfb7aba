using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Intervals;

public sealed class IntervalCoverageTests
{
    [Fact]
    public void Add_InsideEdgeAndOutside_CountsThem()
    {
        IntervalCoverage coverage = new();
        foreach (double truth in new[] { 1.0, 0.8, 1.3, 0.7 })
            coverage.Add(Node(truth, low: 0.8, high: 1.2));

        coverage.PercentOf(NodeKind.Model).ShouldBe(50);
        coverage.MeanWidthPercentOf(NodeKind.Model)!.Value.ShouldBe(40, 1e-9);
        coverage.PercentOf(NodeKind.Module).ShouldBeNull();
        coverage.Level.ShouldBe(0.9);
    }

    [Fact]
    public void Add_NodeWithoutInterval_IsPassedOver()
    {
        IntervalCoverage coverage = new();
        coverage.Add(TestTrees.Small().Root);

        coverage.CountOf(NodeKind.Model).ShouldBe(0);
    }

    private static TreeNode Node(double truth, double low, double high) =>
        TestTrees.Small().Root.With(NodeColumn.GroundTruthEnergy, truth) with
        {
            Details = new NodeDetails { Prediction = new PredictionDetails { Joules = 1, Low = low, High = high, Level = 0.9 } },
        };
}
