using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>Which view predictors are given: that of the published data, unless it would be mostly glue.</summary>
public sealed class PredictionChoiceTests
{
    private static readonly Workload Text = new() { SequenceLength = 8 };

    [Theory]
    [InlineData(64, "root root,root.matmul MatMul")]
    [InlineData(65, "root root,root.product MatMul,root.conv Conv1d")]
    public void ForPrediction_Text_HasPrimitivesUnlessMostMacsAreInOthers(int length, string nodes)
    {
        GraphView view = GraphView.ForPrediction(SmallGraph.Of(
            Text, [], SmallGraph.Op("root.product", "MatMul", "1x8 8x8", "1x8"),
                SmallGraph.Op("root.conv", "Conv1d", $"1x1x{length} w:1x1x1", $"1x1x{length}")));

        string.Join(',', view.Nodes()).ShouldBe(nodes);
        view.At("root").Macs.ShouldBe(64 + length);
        view.Rules.ShouldBe(length == 64 ? CountingRules.Prediction : CountingRules.JouleTree);
    }

    [Fact]
    public void ForPrediction_NoText_IsTheFullView()
    {
        Operator product = SmallGraph.Op("root.product", "MatMul", "1x8 8x8", "1x8");

        GraphView.ForPrediction(SmallGraph.Of(product)).Nodes().ShouldBe(["root root", "root.product MatMul"]);
        GraphView.ForPrediction(SmallGraph.Of(Text, [], product)).Nodes().ShouldBe(["root root", "root.matmul MatMul"]);
    }

    [Fact]
    public void ForPrediction_TextWithoutPrimitives_IsTheFullView() =>
        GraphView.ForPrediction(SmallGraph.Of(Text, [], SmallGraph.Op("root.relu", "ReLU", "3", "3"))).Nodes()
            .ShouldBe(["root root", "root.relu ReLU"]);

    [Fact]
    public void ForPrediction_LeavesThatNothingCanBePredictedFor_AreLeftOut()
    {
        GraphView view = GraphView.ForPrediction(SmallGraph.Of(
            SmallGraph.Op("root.a.shape", "Shape", "3", "1", isKnown: true), SmallGraph.Op("root.a.relu", "ReLU", "3", "3"),
            SmallGraph.Op("root.b.odd", "Frobnicate", "3", "3"), SmallGraph.Op("root.c.shape", "Shape", "3", "1", isKnown: true),
            SmallGraph.Op("root.tanh", "Tanh", "3", "3")));

        view.Nodes().ShouldBe(["root root", "root.a a", "root.a.relu ReLU", "root.tanh Tanh"]);
        view.Uncounted.ShouldHaveSingleItem().Type.ShouldBe("Frobnicate");
        view.At("root").Flops.ShouldBe(6);
        view.OperatorOf(view.Node("root.tanh"))!.Type.ShouldBe("Tanh");
    }

    [Fact]
    public void ForPrediction_NothingLeft_SaysWhy()
    {
        const string Nothing = "nothing of small can be predicted: each of its operators is known without running it, or is not counted";
        Operator known = SmallGraph.Op("root.shape", "Shape", "3", "1", isKnown: true);
        Operator[] odd =
        [
            known, SmallGraph.Op("root.x", "Frobnicate", "3", "3"), SmallGraph.Op("root.y", "Frobnicate", "3", "3"),
                SmallGraph.Op("root.z", "ReLU", "?", "3"),
        ];

        Should.Throw<InputException>(() => GraphView.ForPrediction(SmallGraph.Of(known))).Message.ShouldBe(Nothing);
        Should.Throw<InputException>(() => GraphView.ForPrediction(SmallGraph.Of(odd))).Message.ShouldBe(
            Nothing + " (not counted: 2 x Frobnicate: the rule set jouletree has no rule for it; 1 x ReLU: its shapes are not known)");
    }
}
