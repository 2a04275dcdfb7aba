using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>Loops whose states grow, shrink or change: bounds are bounds, and what cannot be told is not counted.</summary>
public class LoopTests
{
    [Fact]
    public void Read_StateThatGrows_CountsEachIterationAtTheLargestAndKnowsTheEnd() =>
        Properties.ForSeeds(100, seed =>
        {
            (int start, int trips) = ((seed % 20) + 1, (seed / 20 % 12) + 1);
            Graph graph = Read(Growing(start, trips, "Concat"));
            NodeCounts total = CountsOf(graph);
            long exact = Enumerable.Range(0, trips).Sum(step => (long)(start + step) * 4 * 4);

            graph.Outputs.Single(output => output.Name == "grown").Shape.ShouldBe(new TensorShape(start + trips, 4));
            total.IsPartial.ShouldBeFalse();
            total.Macs!.Value.ShouldBe((long)trips * (start + trips - 1) * 16);
            total.Macs.Value.ShouldBeGreaterThanOrEqualTo(exact);
            total.IsBound.ShouldBe(trips > 1);
        });

    [Fact]
    public void Read_StateThatDoubles_IsNotKnownAndSaysSo()
    {
        Graph graph = Read(Growing(3, 5, "Double"));

        graph.Outputs.Single(output => output.Name == "grown").Shape.ShouldBeNull();
        CountsOf(graph).IsPartial.ShouldBeTrue();
    }

    [Fact]
    public void Read_StateThatChangesItsDimensions_IsNotKnown()
    {
        Graph graph = Read(Growing(3, 5, "Unsqueeze"));

        graph.Outputs.Single(output => output.Name == "grown").Shape.ShouldBeNull();
        CountsOf(graph).IsPartial.ShouldBeTrue();
    }

    [Fact]
    public void Read_LoopThatDoesNotRun_HandsOnWhatItIsGiven()
    {
        Graph graph = Read(Growing(3, 0, "Concat"));

        graph.Outputs.Single(output => output.Name == "grown").Shape.ShouldBe(new TensorShape(3, 4));
        CountsOf(graph).Macs.ShouldBe(0);
    }

    [Fact]
    public void Read_ContradictionInALoopThatMayNotRun_IsNotRefused()
    {
        OnnxModel model = Growing(3, 2, "Concat");
        OnnxModel free = model with
        {
            Initializers = [.. model.Initializers.Where(tensor => tensor.Name != "trips"), TestModels.Stored("narrow", 7, 7)],
            Inputs = [.. model.Inputs, new OnnxValue("trips", DataType.Int64, [])],
        };
        OnnxModel broken = WithWeight(free, "narrow");

        CountsOf(Read(broken)).IsPartial.ShouldBeTrue();
        Should.Throw<InputException>(() => Read(WithWeight(model with
        {
            Initializers = [.. model.Initializers, TestModels.Stored("narrow", 7, 7)],
        }, "narrow"))).Message.ShouldContain("rows of 4 do not meet columns of 7");
    }

    /// <summary>A loop that multiplies what it has by a matrix, and then makes more of it.</summary>
    private static OnnxModel Growing(int start, int trips, string how)
    {
        OnnxNode grow = how switch
        {
            "Concat" => TestModels.Node("Concat", "grow", ["h", "row"], ["h2"], new OnnxAttribute("axis", 0L)),
            "Double" => TestModels.Node("Concat", "grow", ["h", "h"], ["h2"], new OnnxAttribute("axis", 0L)),
            _ => TestModels.Node("Unsqueeze", "grow", ["h"], ["h2"], new OnnxAttribute("axes", new long[] { 0 })),
        };
        OnnxTensor count = new()
        {
            Name = "trips",
            Type = DataType.Int64,
            Shape = TensorShape.Scalar,
            Raw = BitConverter.GetBytes((long)trips),
        };
        OnnxModel model = TestModels.Model([TestModels.Value("x", start, 4)], ["grown"],
            [count, TestModels.Stored("w", 4, 4), TestModels.Stored("row", 1, 4)],
            [
                TestModels.Node("Loop", "loop", ["trips", "", "x"], ["grown"], new OnnxAttribute("body", new OnnxSubgraph
                {
                    Name = "body",
                    Inputs = [new OnnxValue("i", DataType.Int64, []), new OnnxValue("c", DataType.Bool, []),
                        new OnnxValue("h", DataType.Float32, null)],
                    Nodes = [TestModels.Node("Identity", "keep", ["c"], ["next"]),
                        TestModels.Node("MatMul", "product", ["h", "w"], ["p"]), grow],
                    Outputs = [new OnnxValue("next", DataType.Bool, []), new OnnxValue("h2", DataType.Float32, null)],
                })),
            ]);
        return model with { Opsets = new Dictionary<string, long> { [""] = how == "Unsqueeze" ? 12 : 17 } };
    }

    private static OnnxModel WithWeight(OnnxModel model, string weight)
    {
        OnnxNode loop = model.Nodes.Single();
        OnnxSubgraph body = loop.Subgraphs.Single();
        OnnxSubgraph other = body with
        {
            Nodes = [.. body.Nodes.Select(node => node.OpType == "MatMul" ? node with { Inputs = ["h", weight] } : node)],
        };
        return model with { Nodes = [loop with { Attributes = [new OnnxAttribute("body", other)] }] };
    }

    private static NodeCounts CountsOf(Graph graph)
    {
        GraphView view = GraphView.Full(graph);
        return view.CountsOf(view.Tree.Root);
    }

    private static Graph Read(OnnxModel model) => OnnxGraphReader.Read(model, "loop", new Workload());
}
