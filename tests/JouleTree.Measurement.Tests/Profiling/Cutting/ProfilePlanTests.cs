using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Cutting;

public sealed class ProfilePlanTests
{
    private readonly ProfiledModel _model = SmallNetwork.Bert();

    [Fact]
    public void Of_EverythingOfAModel_CoversEachNodeOnce()
    {
        ProfilePlan plan = ProfilePlan.Of(_model, new ProfileScope());

        string[] covered = [.. plan.Computations.SelectMany(computation => computation.Nodes).Concat(plan.Vanished)
            .Select(node => node.Id)];
        covered.ShouldBe(_model.View.Tree.Root.SelfAndDescendants().Select(node => node.Id), ignoreOrder: true);
        plan.Computations[0].First.Kind.ShouldBe(NodeKind.Model);
    }

    [Fact]
    public void Of_EqualLayers_AreOneComputation()
    {
        ProfilePlan plan = ProfilePlan.Of(_model, new ProfileScope());

        Computation layer = plan.Computations.Single(computation => computation.First.Scope.Path == "root.encoder.layer.0");
        layer.Nodes.Select(node => node.Scope.Path).ShouldBe(["root.encoder.layer.0", "root.encoder.layer.1"]);
        Computation linear = plan.Computations.Single(computation =>
            computation.First.Scope.Path.EndsWith("0.attention.self.query", StringComparison.Ordinal));
        linear.Nodes.Count.ShouldBe(8); // Query, key, value and the output's dense, in two layers.
    }

    [Fact]
    public void Of_LevelModule_LeavesPrimitivesOut() =>
        ProfilePlan.Of(_model, new ProfileScope { Level = NodeKind.Module }).Computations
            .ShouldAllBe(computation => computation.First.Kind != NodeKind.Primitive);

    [Fact]
    public void Of_ScopeAndDepth_MeasureThatPartAndTheWhole()
    {
        ProfilePlan plan = ProfilePlan.Of(_model, new ProfileScope { Within = new Scope("root.pooler"), Depth = 1 });

        plan.Computations.SelectMany(computation => computation.Nodes).Select(node => node.Scope.Path).ShouldBe(["root", "root.pooler"]);
    }

    [Fact]
    public void Of_ScopeOfNoNode_SaysHowToFindThem() =>
        Should.Throw<InputException>(() => ProfilePlan.Of(_model, new ProfileScope { Within = new Scope("root.decoder") }))
            .Message.ShouldContain("no node of bert-base-uncased lies within 'root.decoder'");
}
