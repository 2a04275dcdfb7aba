using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Protocol;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling;

public sealed class ProfilerTests
{
    private readonly ManualClock _clock = new();
    private readonly ProfiledModel _model = SmallNetwork.Bert();

    [Fact]
    public void Run_KnownTimes_StandInEveryNode()
    {
        using FakeEngine engine = new(_clock.Work);

        ProfileResult result = Profiler(engine).Run(_model, Options());

        foreach (Computation computation in ProfilePlan.Of(_model, new ProfileScope()).Computations)
        {
            double seconds = FakeEngine.Seconds(computation.Cut);
            foreach (TreeNode node in computation.Nodes)
            {
                TreeNode filled = result.Full.Root.SelfAndDescendants().Single(candidate => candidate.Id == node.Id);
                filled.Seconds!.Value.ShouldBe(seconds, 1e-9, node.Scope.Path);
                filled.GroundTruthJoules!.Value.ShouldBe(40 * seconds, 1e-4 * 40 * seconds, node.Scope.Path);
                filled.Details!.Energy!.Source.ShouldBe(EnergySource.Measured);
            }
        }
    }

    [Fact]
    public void Run_InnerNodes_ShowWhatTheirChildrenDoNotExplain()
    {
        using FakeEngine engine = new(_clock.Work);

        ModelTree tree = Profiler(engine).Run(_model, Options()).Full;

        foreach (TreeNode node in tree.Root.SelfAndDescendants().Where(node => node.Children.Count > 0))
        {
            double sum = node.Children.Sum(child => child.GroundTruthJoules ?? 0);
            node.Details!.UnattributedJoules!.Value.ShouldBe(node.GroundTruthJoules!.Value - sum, 1e-12, node.Scope.Path);
        }
    }

    [Fact]
    public void Run_EqualLayers_AreRunOnceAndSaySo()
    {
        using FakeEngine engine = new(_clock.Work);

        ModelTree tree = Profiler(engine).Run(_model, Options()).Full;

        tree.Node("root.encoder.layer.0").Details!.SharedWith.ShouldBeNull();
        tree.Node("root.encoder.layer.1").Details!.SharedWith.ShouldBe(tree.Node("root.encoder.layer.0").Id);
    }

    [Fact]
    public void Run_IreneView_HasTheSameMeasurementsUnderPublishedScopes()
    {
        using FakeEngine engine = new(_clock.Work);

        ProfileResult result = Profiler(engine).Run(_model, Options());

        result.Irene.Node("root.encoder.1").Seconds.ShouldBe(result.Full.Node("root.encoder.layer.1").Seconds);
        result.Irene.Root.SelfAndDescendants().ShouldAllBe(node => node.GroundTruthJoules > 0);
        result.Irene.Root.SelfAndDescendants().Count(node => node.Kind == NodeKind.Primitive && node.InstanceType == "MatMul").ShouldBe(4);
    }

    [Fact]
    public void Run_ModuleThatCannotRunAlone_LeavesItOutAndSaysWhy()
    {
        using FakeEngine engine = new(_clock.Work) { Rejected = { "root.pooler" } };

        ModelTree tree = Profiler(engine).Run(_model, Options()).Full;

        tree.Node("root.pooler").GroundTruthJoules.ShouldBeNull();
        tree.Node("root.pooler").Details!.Notes!.ShouldContain(note => note.Contains("on purpose", StringComparison.Ordinal));
        tree.Node("root.embeddings").GroundTruthJoules.ShouldNotBeNull();
        tree.Root.Details!.Notes!.ShouldContain(note => note.StartsWith("unattributed includes 1 child", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_ValuesForAnInputThatIsNot_AreRefused()
    {
        using FakeEngine engine = new(_clock.Work);
        using TensorData values = TensorData.Create(DataType.Int64, 1, 16);

        Should.Throw<InputException>(() => Profiler(engine)
            .Run(_model, Options() with { Inputs = new Dictionary<string, TensorData> { ["ids"] = values } }))
            .Message.ShouldStartWith("field 'ids': values are given, but the model has no such input, expected input_ids");
    }

    [Fact]
    public void Run_MoreMemoryThanThereIs_IsRefusedBeforeAnyIsTaken()
    {
        using FakeEngine engine = new(_clock.Work);
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("proc"));
        File.WriteAllText(folder.File(Path.Combine("proc", "meminfo")), "MemTotal: 2000000 kB\nMemAvailable: 100000 kB\n");
        Profiler profiler = new(engine, new SyntheticMeter(_clock, 40), _clock.Machine(folder.Path));

        Should.Throw<InputException>(() => profiler.Run(_model, Options()))
            .Message.ShouldContain("of memory for this workload, 0.1 GB are available: choose a smaller batch");
        engine.Sessions.ShouldBe(0);
    }

    [Fact]
    public void Run_MeterLostMidway_KeepsTheTree()
    {
        using FakeEngine engine = new(_clock.Work);
        SyntheticMeter meter = new(_clock, 40) { LostAfter = 700 };

        ProfileResult result = new Profiler(engine, meter, _clock.Machine()).Run(_model, Options());

        result.Measurement.Interruption.ShouldBe("meter synthetic: unplugged");
        result.Full.Root.GroundTruthJoules.ShouldNotBeNull();
    }

    [Fact]
    public void Run_DisturbedRun_LeavesNoReadingAndSaysSo()
    {
        // Time passes and no processor works: every interval waited for a core.
        using FakeEngine engine = new(_clock.Advance);
        ProfileResult result = Profiler(engine).Run(_model, Options() with { Drift = new DriftOptions(References(_clock.Advance), []) });

        result.Reading.ShouldBeNull();
        result.Disturbed!.ShouldContain("disturbed in 100 % of its intervals");
        result.Disturbed!.ShouldContain("waiting for a core");
        result.Full.Details!.Meter!.Properties!["drift_reading"].ShouldBe(result.Disturbed);
    }

    [Fact]
    public void Run_QuietMachine_WidensEachNodeByWhatItIs()
    {
        using FakeEngine engine = new(_clock.Work);
        Profiler profiler = new(engine, new SyntheticMeter(_clock, 40, resolutionJoules: 1e-9), _clock.Machine());
        // The product always takes the same, the small computation up to twice as long.
        DriftReading[] earlier =
        [
            .. Enumerable.Range(0, 30).Select(index => Simulated.Reading(1e-6, 1e-6, 1e-6 * (1 + (0.1 * (index % 11)))) with
            {
                Machine = $"{ProfileDetailsName()}, {Environment.ProcessorCount} cores",
                Meter = "synthetic",
            }),
        ];

        ProfileResult result = profiler.Run(_model,
            Options() with { Drift = new DriftOptions(References(_clock.Work), earlier), Session = new SessionSettings { Threads = 2 } });

        result.Disturbed.ShouldBeNull();
        result.Reading!.Seconds[ReferenceWork.Compute].ShouldBe(1e-6, 1e-12);
        result.Drift!.Readings.ShouldBe(30);
        result.Full.Details!.Meter!.Properties!["drift_reading"].ShouldBe("kept");
        foreach (ModelTree tree in (ModelTree[])[result.Full, result.Irene])
        {
            // At a microsecond for the product of 14 million operations, nothing in this network is small.
            Width(tree.Root.SelfAndDescendants().First(node => node.InstanceType == "Softmax")).ShouldBeGreaterThan(0.2);
            tree.Root.SelfAndDescendants().ShouldAllBe(node => node.Details == null || node.Details.Energy == null
                || node.Details.Energy.Low < node.Details.Energy.Joules);
        }

        static double Width(TreeNode node) => Math.Log(node.Details!.Energy!.High!.Value / node.Details.Energy.Joules!.Value);
    }

    [Fact]
    public void Run_MachineThatIsNotSteady_GivesNoIntervalForAnotherRun()
    {
        using FakeEngine engine = new(_clock.Work);
        Profiler profiler = new(engine, new SyntheticMeter(_clock, 40, resolutionJoules: 1e-9), _clock.Machine());
        DriftReading[] earlier =
        [
            .. Enumerable.Range(0, 8).Select(index => Simulated.Reading(1 << index, 1 << index, 1 << index) with
            {
                Machine = $"{ProfileDetailsName()}, {Environment.ProcessorCount} cores",
                Meter = "synthetic",
            }),
        ];

        TreeNode root = profiler.Run(_model, Options()
            with
        { Drift = new DriftOptions(References(_clock.Work), earlier), Session = new SessionSettings { Threads = 2 } }).Full.Root;

        root.Details!.Energy!.Low.ShouldBeNull();
        root.Details.Time!.High.ShouldBeNull();
        root.Details.Energy.RunLow!.Value.ShouldBe(root.GroundTruthJoules!.Value, 1e-4 * root.GroundTruthJoules.Value);
        root.Details.Notes!.ShouldContain(note => note.StartsWith("no interval for another run", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_MeasuredTree_SurvivesWritingAndReading()
    {
        using FakeEngine engine = new(_clock.Work);
        using TemporaryFolder folder = new();
        ModelTree tree = Profiler(engine).Run(_model, Options()).Full;
        using (FileStream stream = File.Create(folder.File("tree.jsonl")))
        using (TreeWriter writer = new(stream))
            writer.Write(tree);

        ModelTree read = TreeReader.Read(folder.File("tree.jsonl")).Single();

        read.Details!.Engine!.Name.ShouldBe("fake");
        read.Root.SelfAndDescendants().Select(node => node.Columns).ShouldBe(tree.Root.SelfAndDescendants().Select(node => node.Columns));
    }

    private static MeasuredTask[] References(Action<double> pass) =>
        [.. ((string[])[ReferenceWork.Compute, ReferenceWork.Memory, ReferenceWork.Small])
            .Select(name => new MeasuredTask(name, () => pass(1e-6)) { EveryRound = true })];

    // A machine whose files tell nothing has the name of its architecture.
    private static string ProfileDetailsName() => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString();

    private static ProfileOptions Options() => new() { Measuring = new MeasuringOptions { Rounds = 5, BusyCores = 0, IdleSeconds = 0 } };

    private Profiler Profiler(FakeEngine engine) => new(engine, new SyntheticMeter(_clock, 40, resolutionJoules: 1e-9), _clock.Machine());
}
