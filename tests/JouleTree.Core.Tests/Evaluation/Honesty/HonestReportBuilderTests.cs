using JouleTree.Core.Evaluation.Honesty;
using JouleTree.Core.Trees;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation.Honesty;

public sealed class HonestReportBuilderTests
{
    [Fact]
    public void Groups_DecadesOfEnergy_ComeInOrderOfSize()
    {
        GroupRow[] decades = [.. HonestReportBuilder.Groups([Tree("a", 3e3, 20, 2, 0.2, 0.02, 3e-11)])
            .Where(row => row.Grouping == "energy")];
        decades.Select(row => row.Key).ShouldBe(
            ["1e-11 to 1e-10 J", "1e-02 to 1e-01 J", "1e-01 to 1e+00 J", "1e+00 to 1e+01 J", "1e+01 to 1e+02 J", "1e+03 to 1e+04 J"]);
        decades.ShouldAllBe(row => row.Nodes == 1 && Math.Abs(row.Percent - 10) < 1e-9);
    }

    [Fact]
    public void Groups_RepeatedMeasurements_CountOnceAsDistinct()
    {
        GroupRow primitives = HonestReportBuilder.Groups([Tree("a", 10, 1, 1, 1, 2)])
            .Single(row => row.Grouping == "kind" && row.Key == "ml");
        primitives.Nodes.ShouldBe(4);
        primitives.Distinct.ShouldBe(2);
    }

    [Fact]
    public void Groups_OtherThanEnergy_ComeByName() =>
        HonestReportBuilder.Groups([Tree("b", 10, 1), Tree("a", 10, 1)]).Where(row => row.Grouping == "model").Select(row => row.Key)
            .ShouldBe(["a", "b"]);

    // Every prediction is 10 % too high.
    private static ModelTree Tree(string model, double joules, params double[] leaves)
    {
        TreeNode Node(int id, string scope, NodeKind kind, double own, params TreeNode[] children) => new TreeNode
        {
            Id = $"{id}",
            Scope = new Scope(scope),
            Kind = kind,
            InstanceType = kind == NodeKind.Model ? "Net" : "Linear",
            Children = children,
        }
            .With(NodeColumn.GroundTruthEnergy, own).With(NodeColumn.PredictedEnergy, 1.1 * own);
        return new ModelTree
        {
            ModelName = model,
            BatchSize = 1,
            SequenceLength = 1,
            Root = Node(0, "root", NodeKind.Model, joules,
                [.. leaves.Select((own, index) => Node(index + 1, $"root.m{index}", NodeKind.Primitive, own))]),
        };
    }
}
