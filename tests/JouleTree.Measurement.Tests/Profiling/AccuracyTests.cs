using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Tests.Engine;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Protocol;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling;

/// <summary>How good the numbers are: BERT-base, batch 1, length 128, one thread, no rewriting of the graph.</summary>
public sealed class AccuracyTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly MeasuringOptions OneMinute = new() { Budget = TimeSpan.FromSeconds(60) };

    [QuietMachineFact]
    public void WholeModel_AgainstTheSumOfItsTopModules_IsWithinThreePercent()
    {
        TreeNode root = Profile(new ProfileOptions { Measuring = OneMinute, Scope = new ProfileScope { Depth = 1 } }).Full.Root;

        root.Children.Sum(child => child.GroundTruthJoules ?? 0)
            .ShouldBe(root.GroundTruthJoules!.Value, 0.03 * root.GroundTruthJoules.Value);
        root.Children.Sum(child => child.Seconds ?? 0).ShouldBe(root.Seconds!.Value, 0.03 * root.Seconds.Value);
    }

    [QuietMachineFact]
    public void LayersOfTheSameShape_InTheTrace_AreWithinFivePercent()
    {
        ModelTree tree = Profile(new ProfileOptions { Attribution = Attribution.Trace }).Full;

        double[] layers = [.. Enumerable.Range(0, 12).Select(layer => tree.Node($"root.encoder.layer.{layer}").Seconds!.Value)];
        layers.Max().ShouldBeLessThan(1.05 * layers.Min());
    }

    [QuietMachineFact]
    public void IsolationAndTrace_AboveAMillisecond_AgreeWithinFifteenPercent()
    {
        ModelTree alone = Profile(new ProfileOptions { Measuring = OneMinute }).Full;
        ModelTree traced = Profile(new ProfileOptions { Attribution = Attribution.Trace }).Full;

        // The two are minutes apart: what the machine drifted by between them shows in the whole.
        double drift = alone.Root.Seconds!.Value / traced.Root.Seconds!.Value;
        foreach ((TreeNode first, TreeNode second) in alone.Root.SelfAndDescendants().Zip(traced.Root.SelfAndDescendants()))
        {
            if (first.Seconds > 1e-3)
                (drift * second.Seconds!.Value).ShouldBe(first.Seconds.Value, 0.15 * first.Seconds.Value, first.Scope.Path);
        }
    }

    [QuietMachineFact]
    public void ProfilingTwice_GivesTheSameOrderAndOverlappingIntervals()
    {
        ReferenceWork reference = new();
        ProfileOptions options = new() { Measuring = OneMinute, Drift = new DriftOptions(reference.Tasks, []) };
        ProfileResult one = Profile(options);
        TreeNode[] first = [.. one.Full.Root.SelfAndDescendants()];
        TreeNode[] second = [.. Profile(options
            with { Drift = new DriftOptions(reference.Tasks, one.Reading is { } reading ? [reading] : []) })
            .Full.Root.SelfAndDescendants()];

        TopTen(second).ShouldBe(TopTen(first), ignoreOrder: true);
        int overlapping = first.Zip(second).Count(pair =>
            pair.First.Details?.Energy is { Low: { } low, High: { } high } && pair.Second.Details?.Energy is { } other && low <= other.High
                && other.Low <= high);
        overlapping.ShouldBeGreaterThanOrEqualTo((int)(0.9 * first.Length));
    }

    [QuietMachineFact]
    public void Budget_OfAMinute_IsKeptAndLittleOfItIsHarness()
    {
        long start = TimeProvider.System.GetTimestamp();

        MeasurementResult measured = Profile(new ProfileOptions { Measuring = OneMinute }).Measurement;

        TimeProvider.System.GetElapsedTime(start).TotalSeconds.ShouldBeLessThan(70);
        measured.HarnessShare.ShouldBeLessThan(0.01);
    }

    private static string[] TopTen(TreeNode[] nodes) =>
    [
        .. nodes.Where(node => node.Kind == NodeKind.Module && node.Details?.SharedWith is null)
            .OrderByDescending(node => node.GroundTruthJoules).Take(10).Select(node => node.Scope.Path),
    ];

    private ProfileResult Profile(ProfileOptions options)
    {
        ProfiledModel model = ProfiledModel.FromGraph(ModelZoo.Find("bert-base-uncased").Build(new Workload { SequenceLength = 128 }));
        using IEnergyMeter meter = new CpuModelSource(ProcessorPower.Default, Machine.OfThisProcess).Open();
        return new Profiler(fixture.Engine, meter, Machine.OfThisProcess).Run(model, options);
    }
}
