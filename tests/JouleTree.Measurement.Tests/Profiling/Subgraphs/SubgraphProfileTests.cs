using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Profiling.Subgraphs;
using JouleTree.Measurement.Tests.Engine;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Protocol;
using JouleTree.Models;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Subgraphs;

public sealed class SubgraphProfileTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public void Run_GraphsInsideNodes_GivesEachPartATimeOrAReason()
    {
        using TemporaryFolder folder = new();
        ProfiledModel model = FromFile(folder);

        ModelTree tree = Profile(model, new ProfileOptions { Measuring = Short }).Full;

        foreach (TreeNode node in tree.Root.SelfAndDescendants())
            (node.Seconds > 0 || node.Details?.Notes?.Count > 0).ShouldBeTrue(node.Scope.Path);
        foreach (string part in (string[])["fc", "fc2", "act"])
        {
            tree.Node($"root.loop.loop.body.{part}").GroundTruthJoules!.Value.ShouldBeGreaterThan(0);
            tree.Node($"root.loop.loop.body.{part}").Details!.Notes!.ShouldContain(
                "5 iterations, each like the first, which was measured");
        }

        tree.Node("root.scan.scan.body.matmul").Details!.Notes!.ShouldContain("16 iterations, each like the first, which was measured");
        tree.Node("root.loop.loop.run").Details!.Notes!.Single().ShouldStartWith("what running its graphs costs");
        TreeNode[] branches = [.. ((string[])["then_branch", "else_branch"]).Select(branch => tree.Node($"root.choose.if.{branch}"))];
        branches.Count(branch => branch.Seconds > 0).ShouldBe(1);
        branches.Single(branch => branch.Seconds is null).SelfAndDescendants()
            .ShouldAllBe(node => node.Details!.Notes!.Any(note => note.StartsWith("not run with these inputs", StringComparison.Ordinal)));
    }

    [Fact]
    public void Run_ByTrace_CountsWhatIsInsideANodeOnce()
    {
        using TemporaryFolder folder = new();

        using EvenTraces engine = new(fixture.Engine);

        TreeNode root = Profile(ReadFrom(Written(folder), engine),
            new ProfileOptions { Measuring = Short, Attribution = Attribution.Trace }, engine).Full.Root;

        // The trace has the loop's own event around those of its body. Every run of it is alike, so that parts sum to the whole.
        root.Children.Sum(child => child.Seconds ?? 0).ShouldBe(root.Seconds!.Value, 1e-6 * root.Seconds.Value);
        TreeNode loop = root.SelfAndDescendants().First(node => node.Scope.Path == "root.loop.loop");
        loop.Children.Sum(child => child.Seconds ?? 0).ShouldBe(loop.Seconds!.Value, 1e-6 * loop.Seconds.Value);
        foreach (TreeNode node in root.SelfAndDescendants())
            (node.Seconds > 0 || node.Details?.Notes?.Count > 0).ShouldBeTrue(node.Scope.Path);
    }

    [Fact]
    public void Capture_PartsOfGraphsInsideNodes_ComputeWhatTheWholeDoes()
    {
        using TemporaryFolder folder = new();
        ProfiledModel model = FromFile(folder);
        ProfilePlan plan = ProfilePlan.Of(model, new ProfileScope());
        using WeightStore weights = new(folder.Path);
        using TensorData x = InputMaker.Make(model.Graph.Inputs[0], new Random(3));
        Dictionary<string, TensorData> values = new() { ["x"] = x };
        FrameCapture capture = new(fixture.Engine, weights, new SessionSettings(), values, _ => { });

        capture.Run(plan.Frames, plan.Computations);

        capture.Failures.ShouldBeEmpty();
        // The body five times over gives what the loop gives; the branch that is taken what the If gives.
        GraphFrame body = plan.Frames.Single(frame => frame.Control?.OpType == "Loop");
        capture.Repetitions[body].ShouldBe(5);
        OnnxModel cut = CapturedTypes.Of(ModuleCut.Of(body.Model, "body", body.Model.Nodes.Select(node => node.Name).ToHashSet()), values);
        Dictionary<string, TensorData> given = new(values);
        float[] state = [];
        for (int step = 0; step < 5; step++)
        {
            IReadOnlyDictionary<string, TensorData> made = RunOnce(cut, weights, given);
            TensorData next = made[body.Model.Outputs[1].Name];
            state = next.Elements<float>().ToArray();
            given[body.Given[2]] = next;
        }

        IReadOnlyDictionary<string, TensorData> whole = InputCapture.Run(
            fixture.Engine, model.Onnx, weights, new Dictionary<string, TensorData> { ["x"] = x }, ["looped", "picked"],
                new SessionSettings());
        state.ShouldBe(whole["looped"].Elements<float>().ToArray());
        GraphFrame taken = plan.Frames.Single(frame => frame.Control?.OpType == "If" && capture.Repetitions[frame] == 1);
        OnnxModel branch = CapturedTypes.Of(ModuleCut.Of(taken.Model, "branch", taken.Model.Nodes.Select(node => node.Name).ToHashSet()),
            values);
        RunOnce(branch, weights, values)[taken.Model.Outputs[0].Name].Elements<float>().ToArray()
            .ShouldBe(whole["picked"].Elements<float>().ToArray());
    }

    [Fact]
    public void Tidy_StoredTensorsInGraphsInsideNodes_AreTakenOutAndNothingElseChanges()
    {
        OnnxModel tidy = OnnxTidying.Tidy(ControlModel.Make());

        tidy.Initializers.ShouldContain(tensor => tensor.Name == "/loop/Loop/body/own");
        tidy.Nodes.SelectMany(node => node.Subgraphs).ShouldAllBe(graph => graph.Initializers.Count == 0);
        using WeightStore weights = new();
        using TensorData x = TensorData.Create(DataType.Float32, ControlModel.Width, ControlModel.Width);
        x.Elements<float>().Fill(0.01f);
        Dictionary<string, TensorData> inputs = new() { ["x"] = x };
        RunOnce(tidy, weights, inputs)["all"].Elements<float>().ToArray()
            .ShouldBe(RunOnce(ControlModel.Make(), weights, inputs)["all"].Elements<float>().ToArray());
    }

    [Fact]
    public void Key_OtherGraphInsideANode_IsAnotherComputation()
    {
        OnnxModel model = ControlModel.Make();
        OnnxModel Changed(string from, string to) => model with
        {
            Nodes = [.. model.Nodes.Select(node => node
                with { Attributes = Renaming.WithGraphs(node,
                (_, graph) => graph with { Nodes =
                [.. graph.Nodes.Select(inner => inner.OpType == from ? inner with { OpType = to } : inner)] }) })],
        };

        ComputationKey.Of(Changed("Tanh", "Tanh")).ShouldBe(ComputationKey.Of(model));
        ComputationKey.Of(Changed("Tanh", "Relu")).ShouldNotBe(ComputationKey.Of(model));
    }

    private static MeasuringOptions Short => new() { Rounds = 1, IdleSeconds = 0, WindowSeconds = 0.002 };

    private static ProfiledModel ReadFrom(string path, IInferenceEngine engine) =>
        ProfiledModel.Of(ModelSource.Open(path), new Workload(), null, engine);

    private ProfiledModel FromFile(TemporaryFolder folder) => ReadFrom(Written(folder), fixture.Engine);

    private static string Written(TemporaryFolder folder)
    {
        string path = folder.File("control.onnx");
        OnnxWriter.Write(ControlModel.Make(), path);
        return path;
    }

    private IReadOnlyDictionary<string, TensorData> RunOnce(OnnxModel model, WeightStore weights,
        IReadOnlyDictionary<string, TensorData> inputs)
    {
        using IInferenceSession session = fixture.Engine.CreateSession(weights.ForEngine(model), new SessionSettings());
        using IPreparedRun run = session.Prepare(inputs);
        return run.RunAndCopy();
    }

    private ProfileResult Profile(ProfiledModel model, ProfileOptions options, IInferenceEngine? engine = null)
    {
        Machine machine = new TickingClock().Machine();
        using IEnergyMeter meter = new CpuModelSource(ProcessorPower.Default, machine).Open();
        return new Profiler(engine ?? fixture.Engine, meter, machine).Run(model, options);
    }
}
