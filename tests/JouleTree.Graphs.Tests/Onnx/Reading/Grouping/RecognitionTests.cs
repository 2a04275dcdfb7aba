using System.Buffers.Binary;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading.Grouping;

/// <summary>Primitives that exporters take apart, written here as they write them.</summary>
public class RecognitionTests
{
    [Fact]
    public void Read_TensorFlowsLayerNorm_IsOneOperator()
    {
        Graph graph = Read(
            [
                Node("ReduceMean", ["x"], "mean", Last), Node("Sub", ["mean", "x"], "centred"),
                    Node("Mul", ["centred", "centred"], "square"),
                Node("ReduceMean", ["square"], "variance", Last), Node("Add", ["variance", "eps"], "shifted"),
                    Node("Sqrt", ["shifted"], "root"), Node("Reciprocal", ["root"], "inverse"),
                Node("Mul", ["inverse", "gamma"], "factor"), Node("Mul", ["x", "factor"], "scaled"),
                    Node("Mul", ["mean", "factor"], "lowered"),
                Node("Sub", ["beta", "lowered"], "shift"), Node("Add", ["scaled", "shift"], "y"),
            ],
            Number("eps", 1e-5f), TestModels.Stored("gamma", 16), TestModels.Stored("beta", 16));

        graph.Operators.Single().Type.ShouldBe("LayerNorm");
        graph.Operators[0].Inputs.Select(input => input.Name).ShouldBe(["x", "gamma", "beta"]);
        graph.Operators[0].OnnxNodes.Count.ShouldBe(12);
    }

    [Theory]
    [InlineData("Sqrt", "Div")]
    [InlineData("Sqrt", "Reciprocal")]
    [InlineData("Pow", "Mul")]
    public void Read_RmsNorm_IsOneOperatorHoweverItsRootIsTaken(string root, string division)
    {
        OnnxNode[] inverted = (root, division) switch
        {
            ("Sqrt", "Div") => [Node("Sqrt", ["shifted"], "r"), Node("Div", ["x", "r"], "scaled")],
            ("Sqrt", _) => [Node("Sqrt", ["shifted"], "root"), Node("Reciprocal", ["root"], "r"), Node("Mul", ["x", "r"], "scaled")],
            _ => [Node("Pow", ["shifted", "half"], "r"), Node("Mul", ["x", "r"], "scaled")],
        };
        Graph graph = Read(
            [
                Node("Pow", ["x", "two"], "square"), Node("ReduceMean", ["square"], "mean", Last), Node("Add", ["mean", "eps"], "shifted"),
                    .. inverted,
                Node("Mul", ["gamma", "scaled"], "y"),
            ],
            Number("eps", 1e-6f), Number("two", 2), Number("half", -0.5f), TestModels.Stored("gamma", 16));

        graph.Operators.Single().Type.ShouldBe("RMSNorm");
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Where")]
    public void Read_AttentionOfAFileWithoutScopes_IsAModule(string mask)
    {
        OnnxNode masking = mask == "Add" ? Node("Add", ["scaled", "mask"], "masked") : Node("Where", ["mask", "scaled", "low"], "masked");
        OnnxTensor stored = mask == "Add"
            ? TestModels.Stored("mask", 4, 4)
            : new OnnxTensor { Name = "mask", Type = DataType.Bool, Shape = new TensorShape(4, 4), Raw = new byte[16] };
        Graph graph = Read(
            [
                Node("MatMul", ["x", "wq"], "q"), Node("MatMul", ["x", "wk"], "k"), Node("MatMul", ["x", "wv"], "v"),
                    Node("Transpose", ["k"], "kt", new OnnxAttribute("perm", new long[] { 1, 0 })),
                Node("MatMul", ["q", "kt"], "scores"), Node("Mul", ["scores", "scale"], "scaled"), masking,
                    Node("Softmax", ["masked"], "shares"),
                Node("MatMul", ["shares", "v"], "y"),
            ],
            stored, Number("scale", 0.25f), Number("low", -1e9f), TestModels.Stored("wq", 16, 16), TestModels.Stored("wk", 16, 16),
                TestModels.Stored("wv", 16, 16));

        GraphModule attention = graph.Modules.Single(module => module.ClassName == "ScaledDotProductAttention");
        graph.Operators.Where(op => op.Scope.Parent == attention.Scope).Select(op => op.Type)
            .ShouldBe(["MatMul", "Mul", mask, "Softmax", "MatMul"]);
    }

    private static OnnxAttribute Last => new("axes", new long[] { -1 });

    private static Graph Read(OnnxNode[] nodes, params OnnxTensor[] stored) =>
        OnnxGraphReader.Read(TestModels.Model([TestModels.Value("x", 4, 16)], ["y"], stored, nodes), "test", new Workload());

    private static OnnxNode Node(string type, string[] inputs, string output, params OnnxAttribute[] attributes) =>
        TestModels.Node(type, "n_" + output, inputs, [output], attributes);

    private static OnnxTensor Number(string name, float value)
    {
        byte[] raw = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(raw, value);
        return new OnnxTensor { Name = name, Type = DataType.Float32, Shape = TensorShape.Scalar, Raw = raw };
    }
}
