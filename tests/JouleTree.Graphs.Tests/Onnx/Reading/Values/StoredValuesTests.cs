using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading.Values;

/// <summary>The first pass over a model: what is stored, and which nodes are left.</summary>
public class StoredValuesTests
{
    [Fact]
    public void Of_ConstantsAndNamesOfWeights_AreNoNodes()
    {
        StoredGraph graph = Read(
            TestModels.Node("Constant", "two", [], ["two"], new OnnxAttribute("value_int", 2L)),
            TestModels.Node("Identity", "same", ["w"], ["v"]),
            TestModels.Node("MatMul", "product", ["x", "v"], ["y"]));

        graph.Nodes.Select(node => node.Name).ShouldBe(["product"]);
        graph.Values.Number("two")!.Single.ShouldBe(2);
        graph.Values.Find("v").ShouldBeSameAs(graph.Values.Find("w"));
        graph.Values.Find("w")!.Role.ShouldBe(TensorRole.Parameter);
    }

    [Fact]
    public void Of_TransposedWeight_StaysANodeAndIsKnownAsThatWeight()
    {
        StoredGraph graph = Read(
            TestModels.Node("Transpose", "turn", ["w"], ["t"], new OnnxAttribute("perm", new long[] { 1, 0 })),
            TestModels.Node("MatMul", "product", ["x", "t"], ["y"]));

        graph.Nodes.Count.ShouldBe(2);
        graph.Values.Stored("t")!.Storage.ShouldBeSameAs(graph.Values.Find("w"));
        graph.Values.Stored("t")!.Shape.ShouldBe(new TensorShape(16, 4));
    }

    [Fact]
    public void Of_GraphInsideANode_SeesWhatIsStoredAroundItAndHidesWhatItIsGiven()
    {
        OnnxSubgraph body = new()
        {
            Inputs =
            [
                new OnnxValue("i", DataType.Int64, []), new OnnxValue("go", DataType.Bool, []), new OnnxValue("w", DataType.Float32, null),
            ],
            Nodes =
            [
                TestModels.Node("Constant", "one", [], ["one"], new OnnxAttribute("value_float", 1.0)),
                TestModels.Node("Mul", "scale", ["w", "b"], ["next"]),
            ],
            Outputs = [new OnnxValue("go", DataType.Bool, []), new OnnxValue("next", DataType.Float32, null)],
        };

        StoredGraph graph = Read(TestModels.Node("Loop", "loop", ["", "", "x"], ["y"], new OnnxAttribute("body", body)));
        StoredGraph inside = graph.Inside[body];

        inside.Holder!.Name.ShouldBe("loop");
        inside.Nodes.Select(node => node.Name).ShouldBe(["scale"]);
        inside.Values.Stored("b").ShouldBeSameAs(graph.Values.Find("b"));
        inside.Values.Stored("w").ShouldBeNull();
        graph.Values.Number("one").ShouldBeNull();
    }

    [Fact]
    public void Of_ConstantWithoutValue_IsRefused() =>
        Should.Throw<InputException>(() => Read(TestModels.Node("Constant", "empty", [], ["y"]))).Message.ShouldContain("without a value");

    private static StoredGraph Read(params OnnxNode[] nodes) => StoredValues.Of(
        TestModels.Model([TestModels.Value("x", 2, 4)], ["y"], [TestModels.Stored("w", 4, 16), TestModels.Stored("b", 16)], nodes));
}
