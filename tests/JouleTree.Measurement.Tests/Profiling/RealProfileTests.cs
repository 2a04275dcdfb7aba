using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Tests.Engine;
using JouleTree.Metering.Protocol;
using JouleTree.Models;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling;

/// <summary>Real runs of small models, timed by a clock that moves with what is run; real figures are in docs/measuring.md.</summary>
public sealed class RealProfileTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public void Run_SmallBert_FillsEveryNode()
    {
        ProfileResult result = Profile(SmallNetwork.Bert(), new ProfileOptions());

        result.Full.Root.SelfAndDescendants().ShouldAllBe(node => node.Seconds > 0 && node.GroundTruthJoules > 0);
        result.Full.Details!.Engine!.Version.ShouldBe("1.31.1");
    }

    [Fact]
    public void Run_SmallBertByTrace_SplitsTheWhole()
    {
        ModelTree tree = Profile(SmallNetwork.Bert(64), new ProfileOptions { Attribution = Attribution.Trace }).Full;

        tree.Root.SelfAndDescendants().ShouldAllBe(node => node.Seconds >= 0);
        double encoder = tree.Node("root.encoder").Seconds!.Value;
        encoder.ShouldBe(tree.Node("root.encoder.layer.0").Seconds!.Value + tree.Node("root.encoder.layer.1").Seconds!.Value,
            0.5 * encoder);
    }

    [Theory]
    [InlineData(OptimizationLevel.Basic, 0)]
    [InlineData(OptimizationLevel.Extended, 1)]
    [InlineData(OptimizationLevel.All, 1)]
    internal void Run_SmallBertRewritten_ShowsWhatModulesShare(OptimizationLevel level, int shared)
    {
        SessionSettings session = new() { Optimization = level };
        ModelTree traced = Profile(SmallNetwork.Bert(), new ProfileOptions { Attribution = Attribution.Trace, Session = session }).Full;
        ModelTree alone = Profile(SmallNetwork.Bert(), new ProfileOptions { Session = session }).Full;

        TreeNode output = traced.Node("root.encoder.layer.0.output");
        output.Seconds.ShouldNotBeNull();
        (output.Details!.Fused?.Count ?? 0).ShouldBe(shared);
        traced.Node("root.encoder.layer.0.output.LayerNorm").Seconds.HasValue.ShouldBe(shared == 0);
        if (shared > 0)
        {
            output.Details.Fused![0].Operator.ShouldBe("SkipLayerNormalization");
            output.Details.Fused[0].Joules!.Value.ShouldBeGreaterThan(0);
            traced.Node("root.encoder.layer.0.output.LayerNorm")
                .Details!.Notes!.ShouldContain(note => note.StartsWith("fused by the engine with", StringComparison.Ordinal));
        }

        (alone.Node("root.encoder.layer.0.output").Details!.Fused?.Count ?? 0).ShouldBe(shared);
        alone.Node("root.encoder.layer.0.output.LayerNorm").Seconds.ShouldNotBeNull();
    }

    [SharedDataTheory]
    [InlineData("mobilenet_v2.onnx", "root.features.1.conv.0.0")]
    [InlineData("myenc.onnx", "root.layer.0.attention.query")]
    public void Run_ExportedFile_MeasuresItsModules(string file, string scope)
    {
        ProfiledModel model = ProfiledModel.Of(
            ModelSource.Open(SharedData.PathOf("onnx", file)), new Workload { SequenceLength = 8 }, null, fixture.Engine);

        ModelTree tree = Profile(model, new ProfileOptions { Scope = new ProfileScope { Within = new Scope(scope) } }, 200).Full;

        tree.Node(scope).GroundTruthJoules.ShouldNotBeNull();
        tree.Root.Seconds!.Value.ShouldBeGreaterThan(tree.Node(scope).Seconds!.Value);
    }

    [Fact]
    public void Run_ShapeThatOnlyARunKnows_IsTakenFromTheCapturedValue()
    {
        using TemporaryFolder folder = new();
        OnnxDimension[] shape = [new OnnxDimension(4), new OnnxDimension(8)];
        OnnxModel file = new()
        {
            Name = "picks",
            // How many indices there are depends on the values.
            Nodes =
            [
                new OnnxNode { Name = "/pick/NonZero", OpType = "NonZero", Inputs = ["x"], Outputs = ["found"] },
                new OnnxNode { Name = "/pick/Transpose", OpType = "Transpose", Inputs = ["found"], Outputs = ["rows"] },
                new OnnxNode { Name = "/read/GatherND", OpType = "GatherND", Inputs = ["x", "rows"], Outputs = ["picked"] },
                new OnnxNode { Name = "/read/Relu", OpType = "Relu", Inputs = ["picked"], Outputs = ["y"] },
            ],
            Initializers = [],
            Inputs = [new OnnxValue("x", DataType.Float32, shape)],
            Outputs = [new OnnxValue("y", DataType.Float32, null)],
        };
        OnnxWriter.Write(file, folder.File("picks.onnx"));
        ProfiledModel model = ProfiledModel.Of(ModelSource.Open(folder.File("picks.onnx")), new Workload(), null, fixture.Engine);

        ModelTree tree = Profile(model, new ProfileOptions()).Full;

        tree.Node("root.read").Seconds!.Value.ShouldBeGreaterThan(0);
        tree.Node("root.read").Children.ShouldAllBe(node => node.Seconds > 0);
    }

    // A slow engine is run less often until an interval is long enough: for networks whose real runs take long.
    private ProfileResult Profile(ProfiledModel model, ProfileOptions options, double slower = 1)
    {
        ManualClock clock = new();
        using SyntheticMeter meter = new(clock, watts: 40, resolutionJoules: 1e-9);
        using TimedEngine engine = new(fixture.Engine, seconds => clock.Work(slower * seconds));
        MeasuringOptions quick = new() { Rounds = 3, WindowSeconds = 0.0005, IdleSeconds = 0.01, RedoLimit = 0 };
        return new Profiler(engine, meter, clock.Machine()).Run(model, options with { Measuring = quick });
    }
}
