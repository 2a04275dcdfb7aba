using JouleTree.Graphs.Building;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>What one token multiplies, of networks whose weights can be added up by hand.</summary>
public sealed class ActiveParametersTests
{
    [Fact]
    public void CountsOf_TableThatIsOnlyLookedUp_IsNotActive()
    {
        NodeCounts root = Root(GraphView.Full(ModelZoo.Find("gpt2").Build()));

        root.ActiveParameters.ShouldBe(root.Parameters - ((50257 + 1024) * 768));
        root.RoutedParameters.ShouldBe(0);
    }

    [Fact]
    public void CountsOf_OutputLayerThatSharesTheTable_IsActive()
    {
        GraphView view = GraphView.Full(ModelZoo.Find("gpt2:lm-head").Build());

        Root(view).ActiveParameters.ShouldBe(Root(view).Parameters - (1024 * 768));
        view.Tree.Root.SelfAndDescendants().Where(node => node.Children.Count == 0).Select(view.CountsOf)
            .Sum(leaf => leaf.ActiveParameters - leaf.SharedActiveParameters).ShouldBe(Root(view).ActiveParameters);
    }

    [Fact]
    public void CountsOf_LayersThatShareTheirWeights_MultiplyThemOnce()
    {
        NodeCounts root = Root(GraphView.Full(ModelZoo.Find("albert-base-v2").Build()));

        root.ActiveParameters.ShouldBe(root.Parameters - ((30000 + 512 + 2) * 128));
    }

    [Fact]
    public void CountsOf_Experts_AreTheShareThatATokenIsGiven()
    {
        GraphBuilder net = new("mixture", "Mixture", new Workload { BatchSize = 2 });
        Tensor x = net.Input("x", DataType.Float32, new TensorShape(2, 3, 8));
        Tensor made = net.Module("mlp", "Moe", () =>
        {
            Tensor rows = net.Reshape(x, 6, 8);
            (Tensor weights, Tensor chosen) = net.TopK(net.Linear("gate", rows, 5, bias: false), 2);
            return net.Add(
                net.Experts("experts", x, chosen, weights, new ExpertStorage(5, 3)),
                net.Module("shared_expert", "Mlp", () => net.Linear("down_proj", x, 8)));
        });

        GraphView view = GraphView.Full(net.Build(made));

        NodeCounts root = Root(view);
        const long each = 3 * 8 * 3;
        root.Parameters.ShouldBe((5 * each) + (5 * 8) + 72);
        root.ActiveParameters.ShouldBe((2 * each) + (5 * 8) + 72);
        (root.RoutedParameters, root.SharedExpertParameters).ShouldBe((5 * each, 72));
        view.Tree.Root.Details!.ActiveParameters.ShouldBe(root.ActiveParameters);
        view.Tree.Root.Details.RoutedParameters.ShouldBe(5 * each);
        net.StoredAt("mlp.experts.*.gate_proj.weight").Shape.ShouldBe(new TensorShape(5, 3, 8));
    }

    private static NodeCounts Root(GraphView view) => view.CountsOf(view.Tree.Root);
}
