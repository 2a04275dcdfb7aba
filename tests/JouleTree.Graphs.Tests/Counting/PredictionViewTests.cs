using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Tests.Onnx;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>What predictors are given: a module that holds only what is known without running it is no node.</summary>
public class PredictionViewTests
{
    private static readonly OnnxNode[] Sizes =
    [
        TestModels.Node("Shape", "/sizes/Shape", ["h"], ["shape"]),
        TestModels.Node("Gather", "/sizes/Gather", ["shape", "first"], ["batch"]),
        TestModels.Node("Concat", "/sizes/Concat", ["batch", "rest"], ["wanted"], new OnnxAttribute("axis", 0L)),
    ];

    private static readonly OnnxNode[] Squeezes =
    [
        TestModels.Node("Squeeze", "/sizes/Squeeze", ["rest"], ["single"]),
        TestModels.Node("Unsqueeze", "/sizes/Unsqueeze", ["single", "axes"], ["wanted"]),
    ];

    private static readonly OnnxNode[] Nested =
    [
        TestModels.Node("Squeeze", "/outer/inner/Squeeze", ["rest"], ["single"]),
        TestModels.Node("Unsqueeze", "/outer/inner/Unsqueeze", ["single", "axes"], ["between"]),
        TestModels.Node("Squeeze", "/outer/Squeeze", ["between"], ["other"]),
        TestModels.Node("Unsqueeze", "/outer/Unsqueeze", ["other", "axes"], ["wanted"]),
    ];

    public static TheoryData<string, object> Modules => new()
    {
        { "shape, gather, concat", Sizes },
        { "squeeze, unsqueeze", Squeezes },
        { "a module in a module", Nested },
    };

    [Theory]
    [MemberData(nameof(Modules))]
    public void ForPrediction_ModuleKnownBeforehand_IsNoNode(string what, object known)
    {
        GraphView view = GraphView.ForPrediction(Read((OnnxNode[])known));
        TreeNode[] nodes = [.. view.Tree.Root.SelfAndDescendants()];

        nodes.Where(node => node.Kind == NodeKind.Module).ShouldAllBe(node => node.Children.Count > 0, what);
        nodes.ShouldNotContain(node => node.Scope.Path.Contains("sizes") || node.Scope.Path.Contains("outer"));
        nodes.ShouldContain(node => node.InstanceType == "Linear");
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Write_EveryView_IsReadAgain(string what, object known)
    {
        Graph graph = Read((OnnxNode[])known);
        foreach (GraphView view in (GraphView[])[GraphView.ForPrediction(graph), GraphView.Full(graph), GraphView.Irene(graph)])
        {
            using MemoryStream stream = new();
            using (TreeWriter writer = new(stream))
                writer.Write(view.Tree);
            stream.Position = 0;
            TreeReader.Read(stream, what).Single().Root.SelfAndDescendants().Count().ShouldBe(view.Tree.Root.SelfAndDescendants().Count());
        }
    }

    [Fact]
    public void ForPrediction_NothingToRun_IsRefused()
    {
        OnnxNode[] nodes = [TestModels.Node("Shape", "/sizes/Shape", ["x"], ["shape"])];
        OnnxModel model = TestModels.Model([TestModels.Value("x", 2, 16)], ["shape"], [], nodes);
        Graph graph = OnnxGraphReader.Read(model, "sizes", new Workload());

        Should.Throw<InputException>(() => GraphView.ForPrediction(graph)).Message.ShouldContain("nothing of sizes can be predicted");
    }

    private static Graph Read(OnnxNode[] known)
    {
        OnnxModel model = TestModels.Model(
            [TestModels.Value("x", 2, 16)], ["y"],
            [TestModels.Stored("w", 16, 16), Vector("first", 0), Vector("rest", known == Sizes ? 16 : -1), Vector("axes", 0)],
            [
                TestModels.Node("MatMul", "/features/MatMul", ["x", "w"], ["product"]),
                TestModels.Node("Relu", "/features/Relu", ["product"], ["h"]),
                .. known, TestModels.Node("Reshape", "/Reshape", ["h", "wanted"], ["y"]),
            ]);
        return OnnxGraphReader.Read(model, "test", new Workload());
    }

    private static OnnxTensor Vector(string name, long value) =>
        new() { Name = name, Type = DataType.Int64, Shape = new TensorShape(1), Raw = BitConverter.GetBytes(value) };
}
