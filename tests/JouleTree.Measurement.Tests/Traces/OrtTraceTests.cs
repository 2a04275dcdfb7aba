using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Tests.Engine;
using JouleTree.Measurement.Traces;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Traces;

public sealed class OrtTraceTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public void Read_TraceOfTheEngine_TimesEveryOperatorOfTheFile()
    {
        using TemporaryFolder folder = new();
        (string trace, Graph graph) = Run(folder, runs: 4, OptimizationLevel.Off);

        ImportedTrace imported = OrtTrace.Read(trace, graph);

        imported.Passes.ShouldBe(3);
        foreach (TreeNode node in imported.Tree.Root.SelfAndDescendants().Where(node => node.InstanceType is "Conv2d" or "MaxPool2d"))
            node.Seconds.ShouldNotBeNull(node.Scope.Path);
        // Counts are those of the model.
        imported.Tree.Root.Details!.Macs.ShouldBe(GraphView.Full(graph).Tree.Root.Details!.Macs);
    }

    [Fact]
    public void Read_OneRun_GivesTheModulesAllOfItsOperatorsTime()
    {
        using TemporaryFolder folder = new();
        (string trace, Graph graph) = Run(folder, runs: 4, OptimizationLevel.Off);

        // Of one run, parts and whole are comparable however busy the machine is; medians over runs are not: those of two parts may come
        // from different runs.
        ImportedTrace imported = OrtTrace.Read(trace, graph, skip: 3);

        double operators = 0;
        int runs = 0;
        foreach (TraceEvent item in TraceEvents.Read(trace))
        {
            runs += item.Name == "model_run" ? 1 : 0;
            if (runs == 3 && item.Name.EndsWith("_kernel_time", StringComparison.Ordinal))
                operators += item.Duration / 1e6;
        }

        double parts = imported.Tree.Root.Children.Sum(child => child.Seconds ?? 0);
        parts.ShouldBe(operators, 1e-9);
        parts.ShouldBeLessThan(imported.Tree.Root.Seconds!.Value);
    }

    [Fact]
    public void Read_RewrittenModel_PutsJoinedOperatorsIntoTheModuleAroundThem()
    {
        using TemporaryFolder folder = new();
        (string trace, Graph graph) = Run(folder, runs: 3, OptimizationLevel.All);

        ImportedTrace imported = OrtTrace.Read(trace, graph, skip: 2);

        imported.Remarks.ShouldContain(remark => remark.Contains("put together", StringComparison.Ordinal));
        imported.Tree.Root.Children.Sum(child => child.Seconds ?? 0).ShouldBeInRange(1e-9, imported.Tree.Root.Seconds!.Value);
    }

    [Fact]
    public void Read_TraceOfAnotherModel_IsRefused()
    {
        using TemporaryFolder folder = new();
        (_, Graph graph) = Run(folder, runs: 1, OptimizationLevel.Off);
        TraceEvent[] events = [new("/other/Conv_kernel_time", "Node", 0, 5, ""), new("model_run", "Session", 0, 9, "")];

        Should.Throw<InputException>(() => OrtTrace.Read(events, "t.json", graph)).Message.ShouldContain("not of this model");
    }

    [Fact]
    public void Read_NoRun_IsRefused()
    {
        using TemporaryFolder folder = new();
        (string trace, Graph graph) = Run(folder, runs: 1, OptimizationLevel.Off);

        Should.Throw<InputException>(() => OrtTrace.Read([new TraceEvent("aten::add", "", 0, 1, "")], "t.json", graph))
            .Message.ShouldContain("model_run");
        Should.Throw<InputException>(() => OrtTrace.Read(trace, graph, skip: 1)).Message.ShouldContain("choose a smaller `skip`");
    }

    [Fact]
    public void Read_FileWhoseNodesHaveNoNames_SaysSo()
    {
        using TemporaryFolder folder = new();
        (string trace, Graph graph) = Run(folder, runs: 2, OptimizationLevel.Off, node => node with { Name = "" });

        Should.Throw<InputException>(() => OrtTrace.Read(trace, graph)).Message
            .ShouldContain("65 of the 65 nodes of model have no name: give each a name of its own; the engine names its nodes itself (Co");
    }

    private (string Trace, Graph Graph) Run(TemporaryFolder folder, int runs, OptimizationLevel level,
        Func<OnnxNode, OnnxNode>? change = null)
    {
        Graph zoo = ModelZoo.Find("squeezenet1_1").Build(changes: ConfigFields.Empty().AddPair("image_size=64"));
        string file = folder.File("model.onnx");
        OnnxModel model = OnnxExport.Of(zoo).Model;
        OnnxWriter.Write(model with { Nodes = [.. model.Nodes.Select(change ?? (node => node))] }, file);
        SessionSettings settings = new() { Optimization = level, TracePrefix = folder.File("trace") };
        using IInferenceSession session = fixture.Engine.CreateSession(EngineModel.FromFile(file), settings);
        using TensorData image = InputMaker.Make(zoo.Inputs[0], new Random(1));
        using (IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { [zoo.Inputs[0].Name] = image }))
        {
            for (int index = 0; index < runs; index++)
                run.Run();
        }

        return (session.EndProfiling(), OnnxGraphReader.Read(OnnxReader.Read(file), "model", new Workload()));
    }
}
