using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading.Shapes;

/// <summary>What data decide: how many elements are found, and which branch runs.</summary>
public class DataDependentTests
{
    [Fact]
    public void Read_RowsThatAreFound_CountAtTheirLargest()
    {
        // A first product of all rows is exact; then those of ten rows whose number is not 0 are multiplied.
        GraphView view = GraphView.Full(Read(TestModels.Model(
            [TestModels.Value("x", 10, 16), TestModels.Value("scores", 10)], ["y"],
                [TestModels.Stored("w1", 16, 16), TestModels.Stored("w2", 16, 4)],
            [
                TestModels.Node("MatMul", "first", ["x", "w1"], ["h"]),
                TestModels.Node("NonZero", "find", ["scores"], ["found"]),
                TestModels.Node("Transpose", "turn", ["found"], ["places"]),
                TestModels.Node("GatherND", "take", ["h", "places"], ["rows"]),
                TestModels.Node("MatMul", "second", ["rows", "w2"], ["y"]),
            ])));

        NodeCounts counts = view.CountsOf(view.Tree.Root);
        view.Uncounted.ShouldBeEmpty();
        counts.Macs.ShouldBe((10 * 16 * 16) + (10 * 16 * 4));
        (counts.IsBound, counts.Bounded, counts.BoundedMacs).ShouldBe((true, 4, 10 * 16 * 4));
        view.Tree.Root.Details!.Notes!.ShouldContain(note => note.StartsWith("at most", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NumberOfWhatIsFound_DecidesNoBranch()
    {
        // «If nothing was found»: the count is known as a bound only, so both branches are listed and the dearer one counts.
        Graph graph = Read(TestModels.Model(
            [TestModels.Value("x", 2, 16), TestModels.Value("scores", 10)], ["y"], [TestModels.Stored("w", 16, 16)],
            [
                TestModels.Node("NonZero", "find", ["scores"], ["found"]),
                TestModels.Node("Size", "count", ["found"], ["n"]),
                TestModels.Node("Cast", "any", ["n"], ["some"], new OnnxAttribute("to", 9L)),
                TestModels.Node("If", "choose", ["some"], ["y"], Branch("then_branch", "MatMul", "w"), Branch("else_branch", "Add", "x")),
            ]));

        graph.Modules.Select(module => module.Note).OfType<string>()
            .ShouldContain(note => note.Contains("depends on data", StringComparison.Ordinal));
        GraphView view = GraphView.Full(graph);
        view.CountsOf(view.Tree.Root).Macs.ShouldBe(2 * 16 * 16);
    }

    [Theory]
    [InlineData(1, 2 * 16 * 16)]
    [InlineData(0, 0)]
    public void Read_InputWithAValue_TakesItsBranch(double value, long macs)
    {
        OnnxModel model = TestModels.Model(
            [TestModels.Value("x", 2, 16), new OnnxValue("flag", DataType.Bool, [])], ["y"], [TestModels.Stored("w", 16, 16)],
            [TestModels.Node("If", "choose", ["flag"], ["y"], Branch("then_branch", "MatMul", "w"), Branch("else_branch", "Add", "x"))]);

        GraphView view = GraphView.Full(Read(model, new Workload { InputValues = new Dictionary<string, double> { ["flag"] = value } }));

        view.CountsOf(view.Tree.Root).Macs.ShouldBe(macs);
    }

    [Fact]
    public void Read_ValueOfNoInput_IsRefused() => Should.Throw<InputException>(() => Read(
        TestModels.Model([TestModels.Value("x", 2)], ["y"], [], [TestModels.Node("Relu", "r", ["x"], ["y"])]),
        new Workload { InputValues = new Dictionary<string, double> { ["rate"] = 1 } })).Message.ShouldContain("the inputs are x");

    [Fact]
    public void Read_BranchNotTaken_MayHoldWhatIsUnknown()
    {
        OnnxModel model = TestModels.Model(
            [TestModels.Value("x", 2, 16), new OnnxValue("flag", DataType.Bool, [])], ["y"], [TestModels.Stored("w", 16, 16)],
            [TestModels.Node("If", "choose", ["flag"], ["y"], Branch("then_branch", "MatMul", "w"),
                Branch("else_branch", "Mystery", "x"))]);

        GraphView view = GraphView.Full(Read(model, new Workload { InputValues = new Dictionary<string, double> { ["flag"] = 1 } }));

        view.Uncounted.ShouldBeEmpty();
        view.CountsOf(view.Tree.Root).IsPartial.ShouldBeFalse();
    }

    private static OnnxAttribute Branch(string name, string type, string operand) => new(name, new OnnxSubgraph
    {
        Nodes = [TestModels.Node(type, name + "_node", ["x", operand], [name + "_out"])],
        Outputs = [new OnnxValue(name + "_out", DataType.Float32, null)],
    });

    private static Graph Read(OnnxModel model, Workload? workload = null)
    {
        using MemoryStream stream = new(OnnxWriter.ToBytes(model));
        return OnnxGraphReader.Read(OnnxReader.Read(stream, "test.onnx"), "test", workload ?? new Workload());
    }
}
