using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>Which nodes the two views have, in which order.</summary>
public sealed class ViewBuilderTests
{
    private static readonly GraphModule[] Gpt =
    [
        new(Scope.Root, "GPT2Model"), new(new Scope("root.h"), "ModuleList", IsList: true), new(new Scope("root.h.0"), "GPT2Block"),
        new(new Scope("root.h.0.attn"), "GPT2Attention") { Note = "as published" }, new(new Scope("root.h.0.mlp"), "GPT2MLP"),
    ];

    private static readonly Operator[] Operators =
    [
        SmallGraph.Op("root.h.0.attn.matmul", "MatMul", "2x3 3x2", "2x2"),
        SmallGraph.Op("root.h.0.attn.mul", "Mul", "2x2", "2x2", "scalar=2"),
        SmallGraph.Op("root.h.0.attn.matmul_1", "MatMul", "2x2 2x3", "2x3"),
        SmallGraph.Op("root.h.0.attn.c_proj", "Conv1D", "2x3 w:3x3 w:3", "2x3", isModule: true),
        SmallGraph.Op("root.h.0.mlp.act.gelu", "NewGELU", "2x3", "2x3"),
        SmallGraph.Op("root.add", "Add", "2x3 2x3", "2x3"),
    ];

    [Fact]
    public void Full_EveryOperator_IsALeafInOrderOfExecution()
    {
        GraphView view = GraphView.Full(SmallGraph.Of(new Workload(), Gpt, Operators));

        view.Nodes().ShouldBe(
        [
            "root GPT2Model", "root.h ModuleList", "root.h.0 GPT2Block", "root.h.0.attn GPT2Attention", "root.h.0.attn.matmul MatMul",
            "root.h.0.attn.mul Mul", "root.h.0.attn.matmul_1 MatMul", "root.h.0.attn.c_proj Conv1D", "root.h.0.mlp GPT2MLP",
            "root.h.0.mlp.act act", "root.h.0.mlp.act.gelu NewGELU", "root.add Add",
        ]);
        view.Rules.ShouldBe(CountingRules.JouleTree);
        view.Tree.Root.SelfAndDescendants().Select(node => node.Id).ShouldBe(Enumerable.Range(0, 12).Select(id => $"{id}"));
        view.Node("root.h.0").Kind.ShouldBe(NodeKind.Module);
        view.Node("root.add").Kind.ShouldBe(NodeKind.Primitive);
        view.Tree.Root.Kind.ShouldBe(NodeKind.Model);
        view.OperatorOf(view.Node("root.add")).ShouldBe(Operators[^1]);
        view.OperatorOf(view.Tree.Root).ShouldBeNull();
        view.Node("root.h.0.attn").Details!.Notes.ShouldBe(["as published"]);
        view.Tree.Root.Details!.Notes.ShouldBeNull();
        view.At("root").Flops.ShouldBe(24 + 4 + 24 + (36 + 6) + 48 + 6);
    }

    [Fact]
    public void Irene_Primitives_AreLeavesAndTheRestCountsInItsModule()
    {
        GraphView view = GraphView.Irene(SmallGraph.Of(new Workload(), Gpt, Operators));

        // Lists are left out, classes have their names of then, modules come before functions, modules without primitives are absorbed.
        view.Nodes().ShouldBe(
        [
            "root GPT2Model", "root.0 Block", "root.0.attn Attention", "root.0.attn.c_proj Conv1D", "root.0.attn.matmul MatMul",
                "root.0.attn.matmul MatMul",
        ]);
        view.Rules.ShouldBe(CountingRules.Irene);
        view.Node("root.0.attn").Details!.Notes.ShouldBe(["as published"]);
        // Both products, the scale, the layer without its bias, and the two operations on sizes.
        view.At("root.0.attn").Flops.ShouldBe(24 + 4 + 24 + 36 + 2);
        view.At("root.0.attn").Bytes.ShouldBe((4 * 16) + (3 * 16) + (4 * 16) + (4 * (6 + 9 + 6)) + 40);
        view.At("root.0").Flops.ShouldBe(view.At("root.0.attn").Flops + (11 * 6));
        view.At("root").Flops.ShouldBe(view.At("root.0").Flops + 6 + 1);
        view.At("root").Uncounted.ShouldBe(0);
        view.At("root").Activations.ShouldBe(4 + 4 + 6 + 6 + 6 + 6);
    }

    [Fact]
    public void Irene_ModulesWithoutPrimitives_GiveAllTheirCountsToTheirParent()
    {
        GraphModule[] modules = [new(new Scope("root.block"), "GPT2Block"), new(new Scope("root.block.attn"), "GPT2Attention")];
        Graph graph = SmallGraph.Of(
            new Workload(), modules, SmallGraph.Op("root.block.attn.inner.relu", "ReLU", "2x3", "2x3"),
                SmallGraph.Op("root.block.add", "Add", "2x3 2x3", "2x3"),
            SmallGraph.Op("root.tanh", "Tanh", "2x3", "2x3"));

        GraphView view = GraphView.Irene(graph);

        view.Nodes().ShouldBe(["root root", "root.tanh Tanh"]);
        view.At("root").Flops.ShouldBe(6 + 6 + 24 + 2);
        view.At("root").Bytes.ShouldBe((2 * 24) + (2 * 24) + 24 + 40);
        view.At("root").Activations.ShouldBe(3 * 6);
        view.At("root.tanh").Flops.ShouldBe(24);
    }

    [Fact]
    public void Views_OtherRules_CountByThem()
    {
        Graph graph = SmallGraph.Of(SmallGraph.Op("root.tanh", "Tanh", "2x3", "2x3"));

        GraphView.Full(graph).At("root").Flops.ShouldBe(6);
        GraphView.Full(graph, CountingRules.Irene).At("root").Flops.ShouldBe(24);
        GraphView.Irene(graph).At("root").Flops.ShouldBe(24);
        GraphView.Irene(graph, CountingRules.JouleTree).At("root").Flops.ShouldBe(6);
    }

    [Theory]
    [InlineData("Linear", "2x3 w:3x3", "linear")]
    [InlineData("Conv1D", "2x3 w:3x3", "conv1d")]
    [InlineData("Embedding", "2:int64 w:9x3", "embedding")]
    [InlineData("LayerNorm", "2x3 w:3 w:3", "layernorm")]
    [InlineData("MatMul", "2x3 3x3", "matmul")]
    [InlineData("Softmax", "2x3", "softmax")]
    [InlineData("Tanh", "2x3", "tanh")]
    [InlineData("ReLU", "2x3", null)]
    public void Irene_SevenPrimitives_AreNamedByTheirFunction(string type, string inputs, string? name)
    {
        GraphView view = GraphView.Irene(SmallGraph.Of(SmallGraph.Op("root.some_7", type, inputs, "2x3")));

        view.Nodes().ShouldBe(name is null ? ["root root"] : ["root root", $"root.{name} {type}"]);
    }

    [Theory]
    [InlineData("GPT2Block", "Block")]
    [InlineData("GPT2Attention", "Attention")]
    [InlineData("GPT2MLP", "MLP")]
    [InlineData("GPT2Model", "GPT2Model")]
    public void Irene_Classes_HaveTheirNamesOfThen(string now, string then)
    {
        GraphModule[] modules = [new(new Scope("root.it"), now)];

        GraphView.Irene(SmallGraph.Of(new Workload(), modules, SmallGraph.Op("root.it.tanh", "Tanh", "2x3", "2x3"))).Node("root.it")
            .InstanceType.ShouldBe(then);
        GraphView.Full(SmallGraph.Of(new Workload(), modules, SmallGraph.Op("root.it.tanh", "Tanh", "2x3", "2x3"))).Node("root.it")
            .InstanceType.ShouldBe(now);
    }
}
