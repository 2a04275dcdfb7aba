using JouleTree.Core.Trees;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Nvml;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Counting;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Passes;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Measures a pass by the protocol: the whole, and each module alone or by its share of the time.</summary>
/// <param name="meter">The meter.</param>
/// <param name="machine">Clock and counters.</param>
internal sealed class RepeatedProfile(IEnergyMeter meter, Machine machine)
{
    // Passes with hooks, each beside one without.
    private const int TimedPasses = 21;

    /// <summary>Measures.</summary>
    public ProfileResult Run(torch.nn.Module model, Action pass, ProfileSettings settings, CancellationToken cancellation)
    {
        ModelDevice device = ModelDevice.Of(model);
        CountedPass counted = CountedPass.Of(model, pass, settings.Pass);
        PassOrder order = new(counted.Roots);
        Action whole = () =>
        {
            pass();
            device.Synchronize();
        };
        MeasuringOptions measuring = settings.Measuring with { BusyCores = device.IsCuda ? 0 : torch.get_num_threads() };
        return settings.IsInPlace
            ? InPlace(counted, order, whole, device, settings, measuring, cancellation)
            : Isolated(counted, order, whole, device, settings, measuring, cancellation);
    }

    private ProfileResult Isolated(
        CountedPass counted, PassOrder order, Action whole, ModelDevice device, ProfileSettings settings, MeasuringOptions measuring,
        CancellationToken cancellation)
    {
        using ModulePlan plan = new(counted, order, whole, device);
        MeasurementResult measured = Protocol().Run(plan.Tasks, measuring, cancellation: cancellation);
        Dictionary<string, NodeMeasurement> nodes = new(StringComparer.Ordinal);
        foreach (TaskResult result in measured.Tasks)
        {
            if (ReferenceEquals(result.Task, plan.Tasks[0]))
            {
                nodes.Add(counted.Full.Tree.Root.Id, Profiler.Of(result, null));
                continue;
            }

            List<TreeNode> sharing = plan.Sharing[result.Task.Name];
            foreach (TreeNode node in sharing)
                nodes.Add(node.Id, Profiler.Of(result, ReferenceEquals(node, sharing[0]) ? null : sharing[0].Id));
        }

        AddLists(counted.Full.Tree.Root, nodes, plan.Failures);
        return ProfileFacts.Fill(counted.Counts, nodes, plan.Failures, measured, meter.Description, machine, device, settings,
            plan.Tasks.Count, counted.Remarks);
    }

    private ProfileResult InPlace(
        CountedPass counted, PassOrder order, Action whole, ModelDevice device, ProfileSettings settings, MeasuringOptions measuring,
        CancellationToken cancellation)
    {
        MeasurementResult measured = Protocol().Run([new MeasuredTask("the whole pass", whole)], measuring, cancellation: cancellation);
        PassClock clock = new(order.Modules, order.Depths, null, machine.Clock, device);
        HookCost cost = HookCost.Measure(machine.Clock);
        for (int count = 0; count < TimedPasses; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            whole();
            using ModuleHooks hooks = ModuleHooks.Attach(counted.Modules.Distinct, clock);
            whole();
        }

        List<double[]> passes = [.. clock.Passes.Select(seconds => cost.TakenOff(seconds, order.Depths))];
        Dictionary<string, NodeMeasurement> nodes = measured.Tasks.Count == 0 ? []
            : PlaceTimes.Of(counted, order, passes, Profiler.Of(measured.Tasks[0], null));
        Dictionary<string, string> failures = counted.Full.Tree.Root.SelfAndDescendants().Where(node => !nodes.ContainsKey(node.Id))
            .ToDictionary(node => node.Id, _ => "no hook of its own: its time is part of what is around it", StringComparer.Ordinal);
        return ProfileFacts.Fill(counted.Counts, nodes, failures, measured, meter.Description, machine, device, settings, 1,
            clock.Changed > 0
                ? [.. counted.Remarks, $"{clock.Changed} pass(es) called other modules than the first, and are left out"]
                : counted.Remarks);
    }

    // A list of modules costs what its members cost; nobody calls it.
    private static NodeMeasurement? AddLists(
        TreeNode node, Dictionary<string, NodeMeasurement> nodes, IReadOnlyDictionary<string, string> failures)
    {
        NodeMeasurement?[] below = [.. node.Children.Select(child => AddLists(child, nodes, failures))];
        if (nodes.TryGetValue(node.Id, out NodeMeasurement? own))
            return own;
        if (node.InstanceType is not ("ModuleList" or "ModuleDict") || below.Length == 0 || below.Any(child => child is null))
            return null;
        NodeMeasurement sum = below[0]! with
        {
            Seconds = Sum([.. below.Select(child => child!.Seconds)]),
            Joules = below.All(child => child!.Joules is not null) ? Sum([.. below.Select(child => child!.Joules!)]) : null,
            GpuJoules = below.Sum(child => child!.GpuJoules),
            SharedWith = null,
            Notes = ["the sum of its members: nobody calls a list"],
        };
        nodes.Add(node.Id, sum);
        return sum;
    }

    // All may be at one end at once: the interval of the sum is not narrower than that.
    private static MedianEstimate Sum(MedianEstimate[] parts) => parts[0] with
    {
        Median = parts.Sum(part => part.Median),
        Low = parts.Sum(part => part.Low),
        High = parts.Sum(part => part.High),
        Level = parts.Min(part => part.Level),
        Rounds = parts.Min(part => part.Rounds),
    };

    private MeasurementProtocol Protocol()
    {
        NvmlMeter? cards = meter as NvmlMeter ?? (meter as CombinedMeter)?.Cards;
        return new MeasurementProtocol(meter, machine, cards is null ? null : cards.Utilization);
    }
}
