using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>Whom a reader of graphs asks for shapes, and how often.</summary>
public class OnnxGraphReaderTests
{
    [Fact]
    public void ReadWithHelp_OwnRulesKnowAll_AsksNobody()
    {
        Help help = new();

        OnnxGraphReader.ReadWithHelp(Model("Relu"), "m", new Workload(), help);

        help.Questions.ShouldBe(0);
    }

    [Fact]
    public void ReadWithHelp_UnknownShape_AsksOnceAndSaysSo()
    {
        Help help = new();

        Graph graph = OnnxGraphReader.ReadWithHelp(Model("Strange"), "m", new Workload(), help);

        help.Questions.ShouldBe(1);
        graph.Operators.Single().Outputs.Single().Shape.ShouldBe(new TensorShape(2, 7));
        graph.Notes.ShouldContain("shapes of 1 value(s) that our own rules do not know are the engine's");
    }

    [Fact]
    public void ReadWithHelp_HelpKnowsNothing_LeavesTheShapeUnknown()
    {
        Graph graph = OnnxGraphReader.ReadWithHelp(Model("Strange"), "m", new Workload(), new Help { Answers = [] });

        graph.Operators.Single().Outputs.Single().Shape.ShouldBeNull();
        graph.Notes.ShouldNotContain(note => note.Contains("engine's", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadWithHelp_WeightsMissing_AsksNobody()
    {
        Help help = new();

        OnnxGraphReader.ReadWithHelp(Model("Strange") with { MissingFiles = ["m.data"] }, "m", new Workload(), help);

        help.Questions.ShouldBe(0);
    }

    [Fact]
    public void Read_WithSource_AsksOnceForTheBoundInputs()
    {
        Help help = new();

        OnnxGraphReader.Read(Model("Relu"), "m", new Workload(), help);

        help.Questions.ShouldBe(1);
        help.Inputs.ShouldBe(new Dictionary<string, TensorShape> { ["x"] = new TensorShape(2, 16) });
    }

    [Fact]
    public void Read_NodeThatCannotBe_IsRefusedBeforeAnybodyIsAsked()
    {
        Help help = new();
        OnnxModel model = Model("Relu") with { Nodes = [TestModels.Node("MatMul", "product", ["x"], ["y"])] };

        Should.Throw<InputException>(() => OnnxGraphReader.Read(model, "m", new Workload(), help))
            .Message.ShouldContain("a MatMul of 1 input(s)");
        help.Questions.ShouldBe(0);
    }

    private static OnnxModel Model(string type) => TestModels.Model(
        [TestModels.Value("x", 2, 16)], ["y"], [],
        [TestModels.Node(type, "node", ["x"], ["y"]) with { Domain = type == "Strange" ? "odd" : "" }]);

    private sealed class Help : IShapeSource
    {
        public int Questions { get; private set; }

        public IReadOnlyDictionary<string, TensorShape>? Inputs { get; private set; }

        public Dictionary<string, TensorSpec> Answers { get; init; } =
            new() { ["y"] = new TensorSpec(DataType.Float32, new TensorShape(2, 7)) };

        public IReadOnlyDictionary<string, TensorSpec> ShapesOf(OnnxModel model, IReadOnlyDictionary<string, TensorShape> inputs)
        {
            Questions++;
            Inputs = inputs;
            return Answers;
        }
    }
}
