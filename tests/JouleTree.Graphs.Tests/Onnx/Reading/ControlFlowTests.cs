using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

public class ControlFlowTests
{
    private const long Step = 2 * 16 * 16;

    [Fact]
    public void Read_LoopAndIf_CountWhatRuns()
    {
        Graph graph = Read(TestModels.ControlFlow());
        GraphView view = GraphView.Full(graph);

        // Five steps, the branch that costs more (16 to 64 and back), the branch that a constant takes.
        view.Uncounted.ShouldBeEmpty();
        view.CountsOf(view.Tree.Root).Macs.ShouldBe((5 * Step) + (2 * 2 * 16 * 64) + Step);
        string[] notes = [.. graph.Modules.Select(module => module.Note).OfType<string>()];
        notes.ShouldContain(note => note.StartsWith("runs 5 times", StringComparison.Ordinal));
        notes.ShouldContain(note => note.Contains("else_branch is counted, which costs most", StringComparison.Ordinal));
        notes.ShouldContain(note => note.Contains("then_branch is taken", StringComparison.Ordinal));
        graph.ParameterCount.ShouldBe((16 * 16) + (2 * 16 * 64));
    }

    [Fact]
    public void Read_LoopOfUnknownLength_SaysThatTheSumIsALowerBound()
    {
        OnnxModel model = TestModels.ControlFlow();
        GraphView view = GraphView.Full(Read(model with
        {
            Initializers = [.. model.Initializers.Where(tensor => tensor.Name != "steps")],
            Inputs = [.. model.Inputs, new OnnxValue("steps", DataType.Int64, [])],
        }));

        view.CountsOf(view.Tree.Root).IsPartial.ShouldBeTrue();
        view.Uncounted.Single().Reason.ShouldContain("one is counted");
        view.CountsOf(view.Tree.Root).Macs.ShouldBe(Step + (2 * 2 * 16 * 64) + Step);
    }

    [Fact]
    public void Read_QuantizedOperators_CountAsInFloatingPoint()
    {
        Graph graph = Read(TestModels.Quantized());
        GraphView view = GraphView.Full(graph);

        view.Uncounted.ShouldBeEmpty();
        view.CountsOf(view.Tree.Root).Macs.ShouldBe((8 * 64 * 4 * 9) + (3 * 32 * 16) + (3 * 16 * 5) + (3 * 32 * 10));
        // Scales and zero points are not learned; four bits are one parameter.
        view.CountsOf(view.Tree.Root).Parameters.ShouldBe((8 * 4 * 9) + (32 * 16) + (16 * 5) + (32 * 10));
    }

    [Fact]
    public void Read_Function_IsWrittenOutWhereItIsCalled()
    {
        OnnxModel model = TestModels.Model([TestModels.Value("x", 3, 8)], ["y"],
            [TestModels.Stored("w1", 8, 8), TestModels.Stored("w2", 8, 8)],
        [
            TestModels.Node("Block", "first", ["x", "w1"], ["h"], new OnnxAttribute("slope", 0.5)) with { Domain = "my" },
            TestModels.Node("Block", "second", ["h", "w2"], ["y"]) with { Domain = "my" },
        ]) with
        {
            Functions =
            [
                new OnnxFunction
                {
                    Domain = "my", Name = "Block", Inputs = ["a", "b"], Outputs = ["c"], Defaults = [new OnnxAttribute("slope", 0.1)],
                    Nodes =
                    [
                        TestModels.Node("MatMul", "product", ["a", "b"], ["t"]),
                        TestModels.Node("LeakyRelu", "bend", ["t"], ["c"], new OnnxAttribute("alpha", 0.0) { Reference = "slope" }),
                    ],
                },
            ],
        };

        Graph graph = Read(model);

        graph.Operators.Select(op => op.Type).ShouldBe(["Linear", "LeakyReLU", "Linear", "LeakyReLU"]);
        graph.Operators.Where(op => op.Type == "LeakyReLU").Select(op => op.Attributes.Number("negative_slope")).ShouldBe([0.5, 0.1]);
        graph.Modules.Select(module => module.Scope.Path).ShouldContain("root.first");
    }

    [Fact]
    public void Read_NewerExportersMetadata_GivesScopesAndClasses()
    {
        static OnnxNode At(OnnxNode node, string names, string classes) => node with
        {
            Metadata = new Dictionary<string, string>
            {
                ["pkg.torch.onnx.name_scopes"] = names,
                ["pkg.torch.onnx.class_hierarchy"] = classes
            },
        };
        Graph graph = Read(TestModels.Model([TestModels.Value("x", 3, 8)], ["y"],
            [TestModels.Stored("layers.0.fc.weight", 8, 8), TestModels.Stored("layers.0.fc.bias", 8)],
        [
            At(TestModels.Node("MatMul", "node_MatMul_1", ["x", "layers.0.fc.weight"], ["p"]), "['', 'layers.0', 'layers.0.fc', 'linear']",
                "['my.Net', 'my.Block', 'torch.nn.modules.linear.Linear', 'aten.linear.default']"),
            At(TestModels.Node("Add", "node_linear", ["p", "layers.0.fc.bias"], ["q"]), "['', 'layers.0', 'layers.0.fc', 'linear']",
                "['my.Net', 'my.Block', 'torch.nn.modules.linear.Linear', 'aten.linear.default']"),
            At(TestModels.Node("Relu", "node_relu", ["q"], ["y"]), "['', 'layers.0', 'relu']",
                "['my.Net', 'my.Block', 'aten.relu.default']"),
        ]));

        graph.Operators.Select(op => op.ToString()).ShouldBe(["Linear root.layers.0.fc", "ReLU root.layers.0.node_relu"]);
        graph.Modules.Select(module => (module.Scope.Path, module.ClassName))
            .ShouldBe([("root", "Net"), ("root.layers", "ModuleList"), ("root.layers.0", "Block")]);
        graph.Notes[0].ShouldContain("metadata");
    }

    [Theory]
    [InlineData("a", "b", "need each other")]
    [InlineData("nowhere", "b", "which nothing makes")]
    public void Read_CircleOrDanglingValue_IsRefused(string first, string second, string problem)
    {
        OnnxModel model = TestModels.Model([TestModels.Value("x", 3)], ["b"], [],
        [
            TestModels.Node("Relu", "one", [first == "a" ? second : first], ["a"]), TestModels.Node("Relu", "two", ["a"], ["b"]),
        ]);
        using MemoryStream stream = new(OnnxWriter.ToBytes(model));

        Should.Throw<InputException>(() => OnnxReader.Read(stream, "broken.onnx")).Message.ShouldContain(problem);
    }

    [Fact]
    public void Read_NodesOutOfOrder_AreOrdered()
    {
        OnnxModel model = TestModels.Model([TestModels.Value("x", 3)], ["b"], [],
            [TestModels.Node("Tanh", "two", ["a"], ["b"]), TestModels.Node("Relu", "one", ["x"], ["a"])]);
        using MemoryStream stream = new(OnnxWriter.ToBytes(model));

        OnnxReader.Read(stream, "m.onnx").Nodes.Select(node => node.Name).ShouldBe(["one", "two"]);
    }

    [Theory]
    [InlineData("x", new long[] { 3, 9 }, "dimension 1 of input x is 8")]
    [InlineData("x", new long[] { 3 }, "2 dimension(s)")]
    [InlineData("ids", new long[] { 3 }, "there is no input ids; the inputs are x (batchx8)")]
    public void Read_InputThatDoesNotFit_SaysWhatTheInputsAre(string name, long[] sizes, string problem)
    {
        OnnxModel model = TestModels.Model(
            [new OnnxValue("x", DataType.Float32, [new OnnxDimension(null, "batch"), new OnnxDimension(8)])], ["y"], [],
            [TestModels.Node("Relu", "r", ["x"], ["y"])]);
        Workload workload = new() { InputShapes = new Dictionary<string, TensorShape> { [name] = new(sizes) } };

        Should.Throw<InputException>(() => OnnxGraphReader.Read(model, "m", workload)).Message.ShouldContain(problem);
    }

    private static Graph Read(OnnxModel model)
    {
        // Through the file format, so that graphs inside nodes are written and read as well.
        if (model.Functions.Count > 0)
            return OnnxGraphReader.Read(model, "test", new Workload());
        using MemoryStream stream = new(OnnxWriter.ToBytes(model));
        return OnnxGraphReader.Read(OnnxReader.Read(stream, "test.onnx"), "test", new Workload());
    }
}
