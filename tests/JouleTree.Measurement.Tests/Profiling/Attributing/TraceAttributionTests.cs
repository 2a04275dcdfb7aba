using System.Text;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Protocol;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Attributing;

public sealed class TraceAttributionTests
{
    private readonly ProfiledModel _model = SmallNetwork.Bert();

    [Fact]
    public void Split_OneKernelANode_SumsToEachModule()
    {
        string[] names = [.. _model.Onnx.Nodes.Select(node => node.Name)];
        Dictionary<string, NodeMeasurement> nodes = Split(null, [.. names.Select(name => (name, 100))]);

        foreach (TreeNode node in _model.View.Tree.Root.SelfAndDescendants().Skip(1))
        {
            int operators = ProfilePlan.OnnxNodesOf(_model, node).Count();
            if (operators == 0)
                nodes.ShouldNotContainKey(node.Id);
            else
                nodes[node.Id].Seconds.Median.ShouldBe(operators * 1e-4, 1e-9, node.Scope.Path);
        }
    }

    [Fact]
    public void Split_Energy_IsTheWholesByShareOfTheTracedTime()
    {
        string[] names = [.. _model.Onnx.Nodes.Select(node => node.Name)];
        Dictionary<string, NodeMeasurement> nodes = Split(null, [.. names.Select(name => (name, 100))]);
        TreeNode encoder = _model.View.Tree.Node("root.encoder");

        double traced = names.Length * 1e-4;
        nodes[encoder.Id].Joules!.Median.ShouldBe(2.0 * ProfilePlan.OnnxNodesOf(_model, encoder).Count() * 1e-4 / traced, 1e-9);
        nodes[_model.View.Tree.Root.Id].Joules!.Median.ShouldBe(2);
    }

    [Fact]
    public void Split_FusedAcrossNodes_CountsWhereBothLieAndSaysSo()
    {
        TreeNode output = _model.View.Tree.Node("root.encoder.layer.1.output");
        string add = ProfilePlan.OnnxNodesOf(_model, _model.View.Tree.Node("root.encoder.layer.1.output.add")).Single();
        string norm = ProfilePlan.OnnxNodesOf(_model, _model.View.Tree.Node("root.encoder.layer.1.output.LayerNorm")).Single();
        Dictionary<string, IReadOnlyList<string>> fusions = new() { ["skip"] = [add, norm] };

        Dictionary<string, NodeMeasurement> nodes = Split(fusions, ("skip", 400));

        nodes[output.Id].Seconds.Median.ShouldBe(4e-4, 1e-9);
        FusedDetails fused = nodes[output.Id].Fused.Single();
        fused.Scopes.ShouldBe(["root.encoder.layer.1.output.add", "root.encoder.layer.1.output.LayerNorm"]);
        fused.Seconds!.Value.ShouldBe(4e-4, 1e-9);
        fused.Joules!.Value.ShouldBe(2, 1e-9);
        fused.Count.ShouldBe(1);
        nodes.Keys.ShouldBe(
            ((string[])["root", "root.encoder", "root.encoder.layer", "root.encoder.layer.1", "root.encoder.layer.1.output"])
                .Select(scope => _model.View.Tree.Node(scope).Id),
            ignoreOrder: true);
    }

    [Fact]
    public void Split_CostOfTracing_IsSubtractedAndTheRestScaledToTheWhole()
    {
        string[] names = [.. _model.Onnx.Nodes.Select(node => node.Name)];
        // Each operator takes 100 µs, the first 400 more, and 10 µs of tracing; the whole was measured at another speed of the machine.
        double plain = (names.Length * 1e-4) + 4e-4;
        Dictionary<string, NodeMeasurement> nodes =
            Split(null, plain, 3 * plain, [.. names.Select((name, index) => (name, index == 0 ? 510 : 110))]);

        TreeNode first = _model.View.Tree.Root.SelfAndDescendants()
            .Single(node => node.Children.Count == 0 && ProfilePlan.OnnxNodesOf(_model, node).Contains(names[0]));
        nodes[first.Id].Seconds.Median.ShouldBe(3 * ((ProfilePlan.OnnxNodesOf(_model, first).Count() * 1e-4) + 4e-4), 1e-9);
        _model.View.Tree.Root.Children.Where(child => nodes.ContainsKey(child.Id)).Sum(child => nodes[child.Id].Seconds.Median)
            .ShouldBe(3 * plain, 1e-9);
    }

    [Fact]
    public void Absences_OfFusedNodes_NameTheOthersAndThePlace()
    {
        string add = ProfilePlan.OnnxNodesOf(_model, _model.View.Tree.Node("root.encoder.layer.1.output.add")).Single();
        string norm = ProfilePlan.OnnxNodesOf(_model, _model.View.Tree.Node("root.encoder.layer.1.output.LayerNorm")).Single();
        FusedPlaces places = new(_model, new Dictionary<string, IReadOnlyList<string>> { ["skip"] = [add, norm] });

        IReadOnlyDictionary<string, string> reasons =
            places.Absences(new Dictionary<string, string>(), new Dictionary<string, NodeMeasurement>());

        reasons[_model.View.Tree.Node("root.encoder.layer.1.output.LayerNorm").Id]
            .ShouldBe("fused by the engine with root.encoder.layer.1.output.add: counted at root.encoder.layer.1.output");
    }

    private Dictionary<string, NodeMeasurement> Split(IReadOnlyDictionary<string, IReadOnlyList<string>>? fusions,
        params (string Node, int Microseconds)[] kernels)
    {
        double seconds = kernels.Sum(kernel => kernel.Microseconds) * 1e-6;
        return Split(fusions, seconds, seconds, kernels);
    }

    private Dictionary<string, NodeMeasurement> Split(
        IReadOnlyDictionary<string, IReadOnlyList<string>>? fusions, double plainSeconds, double wholeSeconds,
            (string Node, int Microseconds)[] kernels)
    {
        StringBuilder json = new("[");
        foreach ((string node, int time) in kernels)
            json.Append($$"""{"name":"{{node}}_kernel_time","args":{"op_name":"X","provider":"P"},"dur":{{time}} },""");
        json.Append($$"""{"name":"model_run","dur":{{kernels.Sum(kernel => kernel.Microseconds)}} }]""");
        TaskResult whole = new()
        {
            Task = new MeasuredTask("whole", () => { }),
            Seconds = MedianEstimate.Of([wholeSeconds, wholeSeconds]),
            Joules = MedianEstimate.Of([2.0, 2.0]),
            RunsPerInterval = 1,
        };
        TracedRuns traced = new(KernelTrace.Parse(Encoding.UTF8.GetBytes(json.ToString())), [plainSeconds], fusions);
        return new TraceAttribution(new FusedPlaces(_model, fusions), traced, whole, 0.9).Split(_model.View.Tree.Root);
    }
}
