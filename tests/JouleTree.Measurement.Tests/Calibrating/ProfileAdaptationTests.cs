using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Synthetic;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Calibrating;
using JouleTree.Measurement.Collecting.Plans;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Calibrating;

/// <summary>From one device that does not exist to another of different balance, by ten workloads.</summary>
public sealed class ProfileAdaptationTests
{
    private static readonly AnalyticDevice First = new();

    private static readonly AnalyticDevice Second = new()
    {
        LaunchSeconds = 20e-6,
        PeakFlopsPerSecond = 3e12,
        BytesPerSecond = 200e9,
        IdleWatts = 25,
        JoulesPerFlop = 20e-12,
        JoulesPerByte = 120e-12,
    };

    [Fact]
    public void Trees_OfAnotherDevice_TrainAPredictorOfThisOne()
    {
        PlannedWorkload[] pool = [.. CalibrationPool.Of(new PlanSettings())];
        CalibratedPredictor other = CalibratedTrainer.Train([.. pool.Where((_, index) => index % 3 == 0).Select(workload => Measure(First, workload))]);
        PlannedWorkload[] few = [.. pool.Where((_, index) => index % 17 == 0).Take(ProfileAdaptation.MostWorkloads)];
        ModelTree[] measured = [.. few.Select(workload => Measure(Second, workload))];

        ProfileAdaptation adaptation = ProfileAdaptation.Fit(other, measured);
        CalibratedPredictor adapted = CalibratedTrainer.Train(adaptation.Trees(measured, [.. pool.Where((_, index) => index % 4 == 1).Except(few)]), new CalibratedOptions { SelectRidges = false });

        adaptation.Spread.ShouldBeLessThan(0.3);
        ModelTree counted = GraphView.Irene(ModelZoo.Find("bert-base-uncased").Build(new Workload { BatchSize = 2, SequenceLength = 64 })).Tree;
        double truth = new SyntheticTrees(Second, 0, 1).Of(counted).Root.GroundTruthJoules!.Value;
        double before = other.Predict(counted, UnknownPrimitives.Mean).Root.PredictedJoules!.Value;
        double after = adapted.Predict(counted, UnknownPrimitives.Mean).Root.PredictedJoules!.Value;
        Math.Abs(before - truth).ShouldBeGreaterThan(0.3 * truth, "the devices are too alike for the test to say anything");
        after.ShouldBe(truth, 0.2 * truth);
    }

    [Fact]
    public void Fit_TooFewWorkloads_IsRefused()
    {
        PlannedWorkload[] pool = [.. CalibrationPool.Of(new PlanSettings()).Take(20)];
        CalibratedPredictor other = CalibratedTrainer.Train([.. pool.Select(workload => Measure(First, workload))], new CalibratedOptions { SelectRidges = false });

        Should.Throw<InputException>(() => ProfileAdaptation.Fit(other, [Measure(Second, pool[0])])).Message.ShouldContain("at least 3");
    }

    private static ModelTree Measure(AnalyticDevice device, PlannedWorkload workload)
    {
        Graph graph = workload.Build();
        ModelTree tree = GraphView.Irene(graph).Tree;
        tree = new SyntheticTrees(device, 0.01, 1).Of(tree.SequenceLength is null ? GraphView.Full(graph).Tree : tree);
        return workload.Changes.Count == 0 ? tree : tree with { ModelName = $"{tree.ModelName} ({string.Join(", ", workload.Changes)})" };
    }
}
