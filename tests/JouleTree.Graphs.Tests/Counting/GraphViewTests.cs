using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

public class GraphViewTests
{
    [Fact]
    public void Full_WeightUsedByTwoModules_CountsOnceInTheirParent()
    {
        GraphBuilder net = new("shared", "Model", new Workload());
        Tensor x = net.Input("x", DataType.Float32, new TensorShape(2, 3, 8));
        Tensor Shared(Tensor y) => net.Module("shared", "Block", () => net.Linear("dense", y, 8));
        Tensor y = net.Module("other", "Block", () => net.Linear("dense", Shared(Shared(x)), 8));

        GraphView view = GraphView.Full(net.Build(y));

        TreeNode[] calls = [.. view.Tree.Root.SelfAndDescendants()
            .Where(node => node.InstanceType == "Block" && node.Scope.Name.StartsWith("shared", StringComparison.Ordinal))];
        calls.Select(call => call.Scope.Path).ShouldBe(["root.other.shared", "root.other.shared_1"]);
        foreach (TreeNode call in calls)
        {
            view.CountsOf(call).Parameters.ShouldBe(8 * 8 + 8);
            view.CountsOf(call).Macs.ShouldBe(2 * 3 * 8 * 8);
        }

        view.CountsOf(view.Tree.Root).Parameters.ShouldBe(2 * (8 * 8 + 8));
    }

    [Fact]
    public void Full_OperatorWithoutRule_IsListedAndMakesSumsPartial()
    {
        Tensor x = new() { Name = "x", Type = DataType.Float32, Shape = new TensorShape(4), Role = TensorRole.Input };
        Tensor y = new() { Name = "y", Type = DataType.Float32, Shape = new TensorShape(4), Role = TensorRole.Activation };
        Tensor z = new() { Name = "z", Type = DataType.Float32, Shape = new TensorShape(4), Role = TensorRole.Activation };
        Graph graph = new()
        {
            ModelName = "odd",
            Workload = new Workload(),
            Inputs = [x],
            Outputs = [z],
            Modules = [new GraphModule(Scope.Root, "Model"), new GraphModule(Scope.Root.Child("inner"), "Inner")],
            Operators =
            [
                new Operator
                {
                    Type = "Frobnicate",
                    Scope = new Scope("root.inner.frobnicate"),
                    IsModule = false,
                    Inputs = [x],
                    Outputs = [y],
                },
                new Operator { Type = "ReLU", Scope = new Scope("root.relu"), IsModule = true, Inputs = [y], Outputs = [z] },
            ],
        };

        GraphView view = GraphView.Full(graph);

        view.Uncounted.ShouldHaveSingleItem().ShouldBe(
            new UncountedOperators("Frobnicate", 1, "the rule set jouletree has no rule for it"));
        NodeCounts root = view.CountsOf(view.Tree.Root);
        (root.Flops, root.IsPartial).ShouldBe((4, true));
        TreeNode inner = view.Tree.Root.Children[0];
        (view.CountsOf(inner).Flops, view.CountsOf(inner).IsPartial).ShouldBe((null, true));
        inner.MegaFlops.ShouldBeNull();
        view.Tree.Root.Details!.Notes.ShouldHaveSingleItem().ShouldContain("partial");
    }

    [Fact]
    public void Full_BertLayer_HasTheScopesOfTransformers()
    {
        GraphView view = GraphView.Full(ModelZoo.Find("bert-base-uncased").Build());

        view.Tree.Root.SelfAndDescendants().Select(node => node.Scope.Path)
            .Where(path => path.StartsWith("root.encoder.layer.11", StringComparison.Ordinal)).ShouldBe(
        [
            "root.encoder.layer.11", "root.encoder.layer.11.attention", "root.encoder.layer.11.attention.self",
            "root.encoder.layer.11.attention.self.query", "root.encoder.layer.11.attention.self.reshape",
                "root.encoder.layer.11.attention.self.transpose",
            "root.encoder.layer.11.attention.self.key", "root.encoder.layer.11.attention.self.reshape_1",
                "root.encoder.layer.11.attention.self.transpose_1",
            "root.encoder.layer.11.attention.self.value", "root.encoder.layer.11.attention.self.reshape_2",
                "root.encoder.layer.11.attention.self.transpose_2",
            "root.encoder.layer.11.attention.self.matmul", "root.encoder.layer.11.attention.self.div",
                "root.encoder.layer.11.attention.self.add",
            "root.encoder.layer.11.attention.self.softmax", "root.encoder.layer.11.attention.self.matmul_1",
            "root.encoder.layer.11.attention.self.transpose_3", "root.encoder.layer.11.attention.self.reshape_3",
            "root.encoder.layer.11.attention.output", "root.encoder.layer.11.attention.output.dense",
            "root.encoder.layer.11.attention.output.add", "root.encoder.layer.11.attention.output.LayerNorm",
            "root.encoder.layer.11.intermediate", "root.encoder.layer.11.intermediate.dense",
                "root.encoder.layer.11.intermediate.intermediate_act_fn",
            "root.encoder.layer.11.output", "root.encoder.layer.11.output.dense", "root.encoder.layer.11.output.add",
                "root.encoder.layer.11.output.LayerNorm",
        ]);
    }

    [Fact]
    public void Full_ProductBeyond64Bits_IsRefusedNotWrapped()
    {
        Workload workload = new() { BatchSize = int.MaxValue, SequenceLength = 512 };

        Should.Throw<InputException>(() => GraphView.Full(ModelZoo.Find("bert-base-uncased").Build(workload)))
            .Message.ShouldContain("2^63");
    }

    [Fact]
    public void Irene_ImageClassifier_SaysWhatThePublishedRulesDoNotKnow()
    {
        GraphView view = GraphView.Irene(ModelZoo.Find("resnet18").Build());

        view.Uncounted.Select(uncounted => (uncounted.Type, uncounted.Occurrences)).ShouldContain(("Conv2d", 20));
        view.CountsOf(view.Tree.Root).IsPartial.ShouldBeTrue();
        view.Tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Module).ShouldAllBe(node => node.Children.Count > 0);
    }
}
