using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Tests.Operators;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>What the nodes of a view count, state and say, each from a graph of a few operators.</summary>
public sealed class ViewCounterTests
{
    [Fact]
    public void Parameters_SharedWeight_CountsInEachModuleAndOnceAbove()
    {
        Tensor shared = OperatorCase.Tensors("w:4x4")[0];
        Tensor turned = new()
        {
            Name = "turned",
            Type = DataType.Float32,
            Shape = new TensorShape(4, 4),
            Role = TensorRole.Parameter,
            ViewOf = shared,
        };
        Tensor x = OperatorCase.Tensors("3x4")[0];
        Tensor bias = OperatorCase.Tensors("w:4")[0];
        Tensor buffer = OperatorCase.Tensors("b:9")[0];
        GraphView view = GraphView.Full(SmallGraph.Of(
            SmallGraph.Op("root.a.b.linear", "Linear", [x, shared, bias], "3x4"),
                SmallGraph.Op("root.a.c.matmul", "MatMul", [x, turned], "3x4"),
            SmallGraph.Op("root.d.matmul", "MatMul", [turned, turned], "4x4"), SmallGraph.Op("root.e.add", "Add", [buffer], "9")));

        view.At("root.a.b").Parameters.ShouldBe(16 + 4);
        view.At("root.a.c").Parameters.ShouldBe(16);
        view.At("root.a").Parameters.ShouldBe(16 + 4);
        view.At("root.d").Parameters.ShouldBe(16);
        view.At("root.e").Parameters.ShouldBe(0);
        view.At("root").Parameters.ShouldBe(16 + 4);
    }

    [Fact]
    public void Parameters_WeightsThatNoOperatorReads_CountInTheirModule()
    {
        Operator[] operators = [SmallGraph.Op("root.a.add", "Add", "3", "3"), SmallGraph.Op("root.a.b.tanh", "Tanh", "3", "3"),
            SmallGraph.Op("root.c.add", "Add", "3", "3")];
        Graph graph = new()
        {
            ModelName = "unused",
            Workload = new Workload(),
            Inputs = [],
            Outputs = [],
            Operators = operators,
            Modules = SmallGraph.Modules([new GraphModule(new Scope("root.empty"), "Empty")], operators),
            UnusedParameters =
            [
                Weight("a.weight", 7), Weight("a.bias", 100), Weight("a.b.weight", 5), Weight("a.gone.far.weight", 1000),
                    Weight("empty.weight", 11),
                Weight("weight", 3), Weight("gone.weight", 10_000),
            ],
        };

        GraphView full = GraphView.Full(graph);
        full.At("root.a.b").Parameters.ShouldBe(5);
        full.At("root.a").Parameters.ShouldBe(5 + 7 + 100 + 1000);
        full.At("root.a.add").Parameters.ShouldBe(0);
        full.At("root.c").Parameters.ShouldBe(0);
        full.At("root").Parameters.ShouldBe(11_126);
        full.Tree.Root.NumParameters.ShouldBe(11_126);

        // Of a module that is no node of the view, the model has them.
        GraphView irene = GraphView.Irene(graph);
        irene.Nodes().ShouldBe(["root root", "root.a a", "root.a.b b", "root.a.b.tanh Tanh"]);
        irene.At("root").Parameters.ShouldBe(11_126);
    }

    [Fact]
    public void Sums_OperatorsThatAreNotCounted_AreListedByTypeWithTheirReason()
    {
        GraphView view = GraphView.Full(SmallGraph.Of(
            SmallGraph.Op("root.a.x", "Frobnicate", "3", "3"), SmallGraph.Op("root.a.y", "Frobnicate", "?", "3"),
            SmallGraph.Op("root.a.relu", "ReLU", "3", "3"), SmallGraph.Op("root.b.relu", "ReLU", "?", "3"),
            SmallGraph.Op("root.b.tanh", "Tanh", "3", "?"), SmallGraph.Op("root.c.loop", "Loop", "?", "3", "unknown_iterations=1"),
            SmallGraph.Op("root.c.pool", "LpPool", "3", "3"), SmallGraph.Op("root.c.align", "RoiAlign", "3", "3"),
            SmallGraph.Op("root.d.add", "Add", "3 ?", "3"), SmallGraph.Op("root.d.split", "Split", "3", "1 ?")));

        view.Uncounted.ShouldBe(
        [
            new UncountedOperators("Frobnicate", 2, "the rule set jouletree has no rule for it"),
            new UncountedOperators("ReLU", 1, "its shapes are not known"),
            new UncountedOperators("Tanh", 1, "its shapes are not known"),
            new UncountedOperators("Loop", 1, "its number of iterations depends on data: one is counted"),
            new UncountedOperators("LpPool", 1, "the rule set jouletree has no rule for it"),
            new UncountedOperators("RoiAlign", 1, "the number of its samples depends on data"),
            new UncountedOperators("Add", 1, "its shapes are not known"),
            new UncountedOperators("Split", 1, "its shapes are not known"),
        ]);
        view.At("root.a").ShouldBe(new NodeCounts(0, 0, 3, 24, 9, 2) { ActivationBytes = 36 });
        view.At("root.b").ShouldBe(new NodeCounts(0, null, null, null, 3, 2) { ActivationBytes = 12 });
        view.At("root").Uncounted.ShouldBe(9);
        view.Node("root.d.add").Details!.Operator.ShouldBeNull();
        view.At("root.b").IsPartial.ShouldBeTrue();
        view.At("root.a.relu").IsPartial.ShouldBeFalse();
        view.Node("root.a").Details!.Notes.ShouldBe(["partial: 2 operator(s) could not be counted"]);
        view.Node("root.b").MegaFlops.ShouldBeNull();
        view.Node("root.b").MemoryMebibytes.ShouldBeNull();
        view.Node("root.a.relu").Details!.Notes.ShouldBeNull();
    }

    [Fact]
    public void Sums_SizesThatDataDecide_AreUpperBounds()
    {
        GraphModule[] modules = [new(new Scope("root.a"), "a") { Note = "some choose" }];
        GraphView view = GraphView.Full(SmallGraph.Of(
            new Workload(), modules,
            SmallGraph.Op("root.a.one", "MatMul", "m:2x3 3x4", "2x4"), SmallGraph.Op("root.a.two", "MatMul", "2x3 3x5", "m:2x5"),
            SmallGraph.Op("root.a.not", "MatMul", "2x3 3x7", "2x7"),
            SmallGraph.Op("root.a.never", "MatMul", "m:2x3 3x9", "m:2x9", repetitions: 0),
            SmallGraph.Op("root.a.odd", "Frobnicate", "m:2x3", "2x3"), SmallGraph.Op("root.b.three", "MatMul", "m:2x3 3x1", "2x1"),
            SmallGraph.Op("root.c.split", "Split", "6", "m:4 2")));

        view.At("root.a").Bounded.ShouldBe(2);
        view.At("root.a").BoundedMacs.ShouldBe(24 + 30);
        view.At("root.a").Macs.ShouldBe(24 + 30 + 42);
        view.At("root.a").IsBound.ShouldBeTrue();
        view.At("root.a.not").IsBound.ShouldBeFalse();
        view.At("root.a.never").IsBound.ShouldBeFalse();
        view.At("root.c").Bounded.ShouldBe(1);
        view.At("root").Bounded.ShouldBe(4);
        view.At("root").BoundedMacs.ShouldBe(24 + 30 + 6);
        view.Node("root.a").Details!.Notes.ShouldBe(
        [
            "some choose", "partial: 1 operator(s) could not be counted",
            "at most: data decide the sizes of 2 operator(s), which count at their largest",
        ]);
        view.Node("root.b").Details!.Notes.ShouldBe(["at most: data decide the sizes of 1 operator(s), which count at their largest"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Sums_Loop_CountItsBodyForEachPass(long repetitions)
    {
        GraphView view = GraphView.Full(SmallGraph.Of(
            SmallGraph.Op("root.loop", "Loop", "?", "9"),
                SmallGraph.Op("root.body.linear", "Linear", "2x3 w:4x3", "2x4", repetitions: repetitions)));

        view.At("root").ShouldBe(
            new NodeCounts(12, 24 * repetitions, 48 * repetitions, 4 * (6 + 12 + 8) * repetitions, 8 * repetitions, 0)
            {
                WeightBytes = 48,
                ActiveParameters = repetitions == 0 ? 0 : 12,
                ActivationBytes = 32 * repetitions,
            });
        view.Uncounted.ShouldBeEmpty();
    }

    [Fact]
    public void Sums_BranchThatIsNotTaken_CostsNothingKnownOrNot()
    {
        GraphView view = GraphView.Full(SmallGraph.Of(
            SmallGraph.Op("root.a.x", "Frobnicate", "w:3", "4", repetitions: 0),
                SmallGraph.Op("root.b.y", "Frobnicate", "3", "?", repetitions: 2)));

        view.At("root.a").ShouldBe(new NodeCounts(3, 0, 0, 0, 0, 0) { WeightBytes = 12, ActivationBytes = 0 });
        view.At("root.b").ShouldBe(new NodeCounts(0, null, null, null, null, 1));
        view.Uncounted.ShouldHaveSingleItem().Occurrences.ShouldBe(1);
    }

    [Fact]
    public void Activations_Views_MakeNoneOfTheirOwn()
    {
        GraphView view = GraphView.Full(SmallGraph.Of(
            SmallGraph.Op("root.a.reshape", "Reshape", "6", "2x3"), SmallGraph.Op("root.a.if", "If", "1", "2x3"),
                SmallGraph.Op("root.b.split", "Split", "6", "2 4"),
            SmallGraph.Op("root.b.relu", "ReLU", "6", "6", repetitions: 3), SmallGraph.Op("root.c.tanh", "Tanh", "6", "?")));

        view.At("root.a").Activations.ShouldBe(0);
        view.At("root.b").Activations.ShouldBe(6 + 18);
        view.At("root.c").Activations.ShouldBeNull();
        view.At("root").Activations.ShouldBe(24);
    }

    [Fact]
    public void Details_Leaf_StateShapesCountsAndFacts()
    {
        GraphView view = GraphView.Full(SmallGraph.Of(
            SmallGraph.Op("root.linear", "Linear", "2x3 w:4x3 b:4", "2x4"), SmallGraph.Op("root.odd", "Frobnicate", "2x3 ?", "5 ?"),
            SmallGraph.Op("root.tanh", "Tanh", "?", "5"), SmallGraph.Op("root.relu", "ReLU", "5", "?")));

        TreeNode linear = view.Node("root.linear");
        NodeDetails details = linear.Details!;
        (details.Parameters, details.Macs, details.Flops, details.Bytes).ShouldBe((12, 24, 48 + 8, 4 * (6 + 12 + 4 + 8)));
        (linear.NumParameters, linear.MegaFlops, linear.MemoryMebibytes).ShouldBe((12, 56 / 1e6, 120 / 1048576.0));
        details.Inputs.ShouldBe([[2L, 3L]]);
        details.Outputs.ShouldBe([[2L, 4L]]);
        details.Operator!.Family.ShouldBe(OperationFamily.Dense);
        view.Tree.Root.Details!.Inputs.ShouldBeNull();
        view.Tree.Root.Details!.Outputs.ShouldBeNull();
        view.Tree.Root.Details!.Operator.ShouldBeNull();

        view.Node("root.odd").Details!.Inputs.ShouldBe([[2L, 3L]]);
        view.Node("root.odd").Details!.Outputs.ShouldBe([[5L]]);
        foreach (string path in (string[])["root.odd", "root.tanh", "root.relu"])
            view.Node(path).Details!.Operator.ShouldBeNull(path);
    }

    [Theory]
    [InlineData(GenerationPhase.Decode, "MatMul", "2x3 3x4", "float32")]
    [InlineData(GenerationPhase.Decode, "Attention", "2x4", "float32")]
    [InlineData(GenerationPhase.Decode, "Linear", "2x3 w:4x3", null)]
    [InlineData(GenerationPhase.Prefill, "MatMul", "2x3 3x4", null)]
    [InlineData(GenerationPhase.Prefill, "Attention", "2x4", null)]
    [InlineData(GenerationPhase.None, "MatMul", "2x3 3x4", null)]
    public void Facts_ProductOfADecodeStep_ReadsWhatIsKept(GenerationPhase phase, string type, string inputs, string? kept)
    {
        Graph graph = SmallGraph.Of(new Workload { Phase = phase }, [], SmallGraph.Op("root.it", type, inputs, "2x4", "macs=1 scores=1"));

        GraphView.Full(graph).Node("root.it").Details!.Operator!.Kept.ShouldBe(kept);
    }

    [Theory]
    [InlineData(GenerationPhase.None, null, null)]
    [InlineData(GenerationPhase.Prefill, "prefill", 14L)]
    [InlineData(GenerationPhase.Decode, "decode", 14L)]
    public void Tree_Workload_IsStated(GenerationPhase phase, string? stated, long? tokens)
    {
        Tensor ids = new() { Name = "input_ids", Type = DataType.Int64, Shape = new TensorShape(2, 7), Role = TensorRole.Input };
        Tensor open = new() { Name = "open", Type = DataType.Int64, Shape = null, Role = TensorRole.Input };
        Operator[] operators = [SmallGraph.Op("root.relu", "ReLU", "3", "3")];
        Graph graph = new()
        {
            ModelName = "stated",
            Workload = new Workload { BatchSize = 2, SequenceLength = 7, Phase = phase, PastLength = 5, FloatType = DataType.Float16 },
            Inputs = [ids, open],
            Outputs = [],
            Operators = operators,
            Modules = SmallGraph.Modules([], operators),
        };

        ModelTree tree = GraphView.Full(graph).Tree;

        (tree.ModelName, tree.BatchSize, tree.SequenceLength).ShouldBe(("stated", 2, 7));
        WorkloadDetails workload = tree.Details!.Workload!;
        (workload.Model, workload.Batch, workload.Length, workload.Phase).ShouldBe(("stated", 2, 7, stated));
        (workload.Past, workload.Tokens, workload.DataType).ShouldBe((5, tokens, "float16"));
        workload.Inputs.ShouldHaveSingleItem().Key.ShouldBe("input_ids");
        workload.Inputs!["input_ids"].ShouldBe([2L, 7L]);
    }

    [Fact]
    public void Sums_Beyond64Bits_AreRefused()
    {
        // Each is 6e18 FLOPs, which 64 bits still hold.
        Operator[] operators = [.. Enumerable.Range(0, 2)
            .Select(index => SmallGraph.Op($"root.op_{index}", "MatMul", "1x3000000 same", "1000000x1000000"))];

        GraphView.Full(SmallGraph.Of(operators[0])).At("root").Flops.ShouldBe(6_000_000_000_000_000_000);
        Should.Throw<InputException>(() => GraphView.Full(SmallGraph.Of(operators)))
            .Message.ShouldBe("the counts of small exceed 2^63 for this workload: choose smaller sizes");
    }

    private static Tensor Weight(string name, long elements) =>
        new() { Name = name, Type = DataType.Float32, Shape = new TensorShape(elements), Role = TensorRole.Parameter };
}
