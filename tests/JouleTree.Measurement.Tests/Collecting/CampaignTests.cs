using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Measurement.Collecting;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Collecting.Plans.Reading;
using JouleTree.Measurement.Tests.Profiling;
using JouleTree.Metering.Catalog;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Collecting;

public sealed class CampaignTests : IDisposable
{
    private const double Watts = 10;

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_LayersAndModels_GivesTheirTreesAndEnergies()
    {
        CollectionPlan plan = Plan("""
            rounds: 5
            models: [{model: bert-base-uncased, lengths: [8], set: {num_hidden_layers: 1, hidden_size: 32, num_attention_heads: 2, intermediate_size: 64, vocab_size: 50}}]
            layers: [{type: ReLU, batch_size: 2, input_size: 8}]
            networks: [{model: squeezenet1_1, inputs: [{input: 1x3x64x64}], layers: false}]
            """);

        CampaignSummary summary = Run(plan);

        summary.Measured.ShouldBe(3);
        summary.Left.ShouldBe(0);
        summary.Failed.ShouldBeEmpty();
        CampaignResults.Write(_folder.Path).ShouldBe(
            new Dictionary<string, int> { ["layers.jsonl"] = 2, ["trees.full.jsonl"] = 1, ["trees.irene.jsonl"] = 1 }, ignoreOrder: true);
        LayerMeasurement[] layers = [.. LayerMeasurementFile.Read(_folder.File("layers.jsonl"))];
        layers[0].Configuration.ShouldBe(LayerConfiguration.Create(LayerType.ReLU, 2, 8));
        layers[0].Seconds!.Value.ShouldBe(1e-6, 1e-9);
        layers[0].EnergyJoules.ShouldBe(Watts * 1e-6, 1e-8);
        layers[0].EnergySource.ShouldBe("measured: synthetic (constant power)");
        layers[1].IsWholeNetwork.ShouldBeTrue();
        ModelTree tree = TreeReader.Read(_folder.File("trees.irene.jsonl")).Single();
        tree.Root.GroundTruthJoules!.Value.ShouldBe(Watts * tree.Root.Seconds!.Value, 1e-6);
        tree.Root.SelfAndDescendants().ShouldContain(node => node.Scope.Path == "root.encoder.0");
    }

    [Fact]
    public void Run_AModelThatFails_IsRecordedAndTheRestGoesOn()
    {
        CollectionPlan plan = Plan(ThreeLayers);
        FakeEngine engine = Engine();
        engine.Rejected.Add(plan.Workloads[1].ToString());

        CampaignSummary summary = Run(plan, engine: engine);

        summary.Measured.ShouldBe(3);
        (string workload, string? reason) = summary.Failed.ShouldHaveSingleItem();
        workload.ShouldBe(plan.Workloads[1].ToString());
        reason!.ShouldContain("the engine rejects the model");
        Run(plan).ShouldSatisfyAllConditions(
            again => again.Measured.ShouldBe(0),
            again => again.Skipped.ShouldBe(3),
            again => again.Failed.Count.ShouldBe(1, "a failure of an earlier run still counts"));
        Run(plan, new CampaignOptions { RetryFailed = true }).ShouldSatisfyAllConditions(
            again => again.Measured.ShouldBe(1),
            again => again.Failed.ShouldBeEmpty());
        CampaignResults.Write(_folder.Path)["layers.jsonl"].ShouldBe(3);
    }

    [Fact]
    public void Run_MeterThatVanishes_EndsAndKeepsWhatWasMeasuredBefore()
    {
        CollectionPlan plan = Plan(ThreeLayers);

        CampaignSummary summary = Run(plan, lostAfter: 60);

        summary.Interruption.ShouldBe("meter synthetic: unplugged");
        summary.Measured.ShouldBeInRange(1, 2);
        summary.Left.ShouldBe(3 - summary.Measured);
        Run(plan).ShouldSatisfyAllConditions(
            again => again.Skipped.ShouldBe(summary.Measured),
            again => again.Left.ShouldBe(0));
    }

    [Fact]
    public void Run_WorkloadDuringWhichTheLastProcessDied_ComesLast()
    {
        CollectionPlan plan = Plan(ThreeLayers);
        using (Journal journal = Journal.Open(_folder.Path, resume: false))
            journal.Begin(plan.Workloads[0].Id);

        Run(plan);

        List<string> order = [];
        JournalLines.Visit(Journal.PathIn(_folder.Path), (line, _, _) => order.Add(JournalLine.Read(line, default).Id));
        order.ShouldBe([plan.Workloads[1].Id, plan.Workloads[2].Id, plan.Workloads[0].Id]);
    }

    [Fact]
    public void Run_TimeLimit_BeginsNothingThatWouldExceedIt()
    {
        CollectionPlan plan = Plan("rounds: 100\nlayers: [{type: ReLU, count: 20, batch_size: 1..9, input_size: 1..50}]");

        // 100 rounds of 20 ms, and as many of an empty call: 4 s a layer.
        CampaignSummary summary = Run(plan, new CampaignOptions { TimeLimit = TimeSpan.FromSeconds(20) });

        summary.Measured.ShouldBeInRange(3, 5);
        summary.Elapsed.TotalSeconds.ShouldBeLessThan(20);
        summary.Left.ShouldBe(20 - summary.Measured);
    }

    [Fact]
    public void Run_WallClockThatJumps_ChangesNoDuration()
    {
        CollectionPlan plan = Plan(ThreeLayers);
        CampaignSummary straight = Run(plan);
        Directory.Delete(_folder.Path, recursive: true);

        CampaignSummary jumping = Run(plan, progress: _ => _clock.StepWallClock(-86_400));

        jumping.Elapsed.TotalSeconds.ShouldBe(straight.Elapsed.TotalSeconds, 0.01);
        jumping.Measured.ShouldBe(3);
    }

    [Fact]
    public void Run_Cancelled_StopsAndCanGoOn()
    {
        CollectionPlan plan = Plan(ThreeLayers);
        using CancellationTokenSource source = new();

        CampaignSummary summary = Run(plan, cancellation: source.Token, progress: step =>
        {
            if (step.Finished == 1)
                source.Cancel();
        });

        summary.Interruption.ShouldBe(Campaign.Cancelled);
        summary.Measured.ShouldBe(1);
        Run(plan).Measured.ShouldBe(2);
    }

    [Fact]
    public void Run_Progress_CountsUpAndTimeLeftFalls()
    {
        List<CampaignProgress> steps = [];

        Run(Plan(ThreeLayers), progress: steps.Add);

        steps[0].Finished.ShouldBe(0);
        steps[^1].Finished.ShouldBe(2);
        steps.ShouldAllBe(step => step.Total == 3 && step.Left >= TimeSpan.Zero);
        steps.First(step => step.Finished == 2).Left.ShouldBeLessThan(steps.First(step => step.Finished == 1).Left);
    }

    private const string ThreeLayers = "rounds: 5\nlayers: [{type: ReLU, count: 3, batch_size: 1..9, input_size: 1..50}]";

    private static CollectionPlan Plan(string text)
    {
        using TemporaryFolder folder = new();
        return PlanReader.Read(folder.Write("plan.yaml", text));
    }

    private FakeEngine Engine() => new(_clock.Work);

    private CampaignSummary Run(
        CollectionPlan plan, CampaignOptions? options = null, FakeEngine? engine = null, int lostAfter = int.MaxValue,
            Action<CampaignProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using Journal journal = Journal.Open(_folder.Path, resume: true);
        using SyntheticMeter meter = new(_clock, Watts) { LostAfter = lostAfter };
        using FakeEngine own = engine ?? Engine();
        // The fixed computations take real time, which the clock of the test does not see.
        WorkloadRunner runner = new(
            new OnnxWorkloads(new MeasuringMachine(new MeterChoice(meter, "test"), own, _clock.Machine())), plan, references: []);
        return new Campaign(plan, journal, runner, _clock).Run(options ?? new CampaignOptions(), progress, cancellation);
    }
}
