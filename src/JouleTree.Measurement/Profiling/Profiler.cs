using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Counting;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Foreign;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Nvml;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling;

/// <summary>Runs a network, module by module, and says what each costs.</summary>
/// <param name="engine">What runs it.</param>
/// <param name="meter">What meters it.</param>
/// <param name="machine">The machine that it runs on, with its clock.</param>
internal sealed class Profiler(IInferenceEngine engine, IEnergyMeter meter, Machine machine)
{
    /// <summary>Profiles a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">How to profile.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    /// <returns>The measured trees; what a lost meter or a spent budget left out is absent from them.</returns>
    /// <exception cref="InputException">The model does not fit into memory, or the engine rejects it or fails.</exception>
    public ProfileResult Run(
        ProfiledModel model, ProfileOptions options, Action<ProfileProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        long start = machine.Clock.GetTimestamp();
        MemoryEstimate.Check(
            model, options.Baseline is { } beside ? machine.AvailableBytes - MemoryEstimate.Bytes(beside) : machine.AvailableBytes);
        ForeignRules.Check(options);
        ForeignRules.CheckTypes(model, options);
        using ProfileRun run = new(engine, model, options);
        progress?.Invoke(new ProfileProgress(0, "making weights and inputs"));
        ProfilePlan plan = ProfilePlan.Of(model, options.Attribution == Attribution.Trace
            ? options.Scope with { Level = NodeKind.Model }
            : options.Scope);
        ForeignRun? foreign = null;
        if (options.IsForeign)
        {
            MemoryEstimate.CheckDevice(model, plan.Computations.Select(computation => computation.Cut),
                Cards?.FreeBytes ?? ForeignRules.DeviceBytes(options));
            progress?.Invoke(new ProfileProgress(0, "running the whole on the provider and on the processor"));
            foreign = run.RunBesideProcessor();
            if (foreign.Difference > Agreement.Doubtful)
                progress?.Invoke(new ProfileProgress(0, foreign.Doubt, IsMilestone: true));
        }

        ReportWhole(run, plan, progress);
        using Baseline? baseline = options.Baseline is { } whole ? Baseline.Open(engine, whole, options) : null;
        List<MeasuredTask> tasks =
        [
            .. run.Tasks(plan, machine.Clock, progress, cancellation),
            .. baseline is null ? (MeasuredTask[])[] : [baseline.ToTask(machine.Clock)],
            .. options.Drift?.References ?? [],
        ];
        // Before measuring, so that a budget leaves time for it.
        TracedRuns? traced = options.Attribution == Attribution.Trace ? run.Trace(run.Prepare(plan.Computations[0]), machine.Clock) : null;
        FusedPlaces places = new(model, traced is null ? run.Fusions() : traced.Fusions);
        MeasurementResult measured = Measure(tasks, options, machine.Clock.GetElapsedTime(start), progress,
            options.Kept is { } keep ? soFar => keep(Result(soFar)) : null, cancellation);
        return Result(measured);

        ProfileResult Result(MeasurementResult measured)
        {
            Dictionary<string, NodeMeasurement> nodes = traced is null
                ? Isolated(places, plan, run, measured)
                : Split(model, places, traced, measured, options);
            Placement? placement = foreign is null
                ? null
                : new Placement(model, ProviderTraits.Of(options.Session.Provider), places, foreign.Kernels);
            nodes = placement?.Noted(model.View.Tree.Root, nodes) ?? nodes;
            IReadOnlyDictionary<string, string> absent = places.Absences(
                Absent(model, plan, run, options, traced is null ? null : nodes), nodes);
            return Filled(model, plan, options, measured, nodes, absent, traced?.OverheadSeconds,
                [.. ForeignRules.Properties(options, placement, foreign), .. Properties(model, baseline?.Of(measured))]);
        }
    }

    private static IEnumerable<(string Name, object? Value)> Properties(ProfiledModel model, BaselineResult? baseline) =>
        baseline is null
            ? []
            :
            [
                ("weight_bytes", model.WeightBytes), ("float32_weight_bytes", baseline.WeightBytes),
                ("float32_s", baseline.Seconds), ("float32_j", baseline.Joules),
            ];

    private ProfileResult Filled(
        ProfiledModel model, ProfilePlan plan, ProfileOptions options, MeasurementResult measured,
        Dictionary<string, NodeMeasurement> nodes, IReadOnlyDictionary<string, string> absent, double? traceOverhead,
        IEnumerable<(string Name, object? Value)> provider)
    {
        DriftReading? reading = DriftReading.Of(measured, machine.Clock.GetUtcNow(), DriftReading.LabelOf(machine),
            meter.Description.Name);
        string? disturbed = reading is null ? null : DriftReading.WhyNotKept(measured);
        DriftEstimate? drift = reading is not null && options.Drift is { } judged
            ? DriftEstimate.Of(reading, judged.Earlier, machine.IsVirtual, options.Measuring.Level, disturbed is null)
            : null;
        TreeDetails details = ProfileDetails.Of(engine.Description, meter.Description, machine, options, measured,
            ProfileRun.CallOverhead(measured), traceOverhead, reading, drift, disturbed, provider)
            with
        { Workload = model.View.Tree.Details?.Workload, Date = machine.Clock.GetUtcNow() };
        TreeFiller filler = new(
            meter.Description, measured.IdleWatts, options.Measuring.Level, plan.Vanished, absent, drift);
        GraphView irene = GraphView.Irene(model.Graph);
        return new ProfileResult(
            PartsAndWhole.Noted(filler.Fill(model.View.Tree, nodes)) with { Details = details },
            filler.Fill(irene.Tree, IreneView.Translate(model.Graph, model.View, irene, nodes)) with { Details = details },
            measured,
            plan.Computations.Count,
            disturbed is null ? reading : null,
            drift,
            disturbed);
    }

    private NvmlMeter? Cards => meter as NvmlMeter ?? (meter as CombinedMeter)?.Cards;

    // Every node without figures has a reason.
    private static Dictionary<string, string> Absent(
        ProfiledModel model, ProfilePlan plan, ProfileRun run, ProfileOptions options, Dictionary<string, NodeMeasurement>? traced)
    {
        Dictionary<string, string> reasons = run.Failures.Concat(plan.Absent).ToDictionary(StringComparer.Ordinal);
        if (traced is null)
            return reasons;
        foreach (TreeNode node in options.Scope.Select(model.View.Tree.Root).Where(node => !traced.ContainsKey(node.Id)))
            reasons.TryAdd(node.Id, "the trace holds no operator of it: a branch that these inputs do not take, or nothing that the "
                + "engine runs");
        return reasons;
    }

    private void ReportWhole(ProfileRun run, ProfilePlan plan, Action<ProfileProgress>? progress)
    {
        Action whole = run.Prepare(plan.Computations[0]);
        whole();
        long start = machine.Clock.GetTimestamp();
        whole();
        double milliseconds = machine.Clock.GetElapsedTime(start).TotalMilliseconds;
        progress?.Invoke(new ProfileProgress(
            0, string.Create(CultureInfo.InvariantCulture, $"whole model: {milliseconds:0.0} ms in its second run"), IsMilestone: true));
    }

    private MeasurementResult Measure(
        List<MeasuredTask> tasks, ProfileOptions options, TimeSpan spent, Action<ProfileProgress>? progress,
            Action<MeasurementResult>? kept, CancellationToken cancellation)
    {
        MeasuringOptions measuring = options.Measuring with
        {
            Budget = options.Measuring.Budget - spent,
            BusyCores = options.IsForeign ? 0 : options.Session.Threads,
        };
        MeasurementProtocol protocol = new(meter, machine, Cards is null ? null : Cards.Utilization);
        return protocol.Run(tasks, measuring, Tell, kept, cancellation);

        void Tell(MeasurementProgress step) => progress?.Invoke(new ProfileProgress(
            step.Done, string.Create(CultureInfo.InvariantCulture, $"{step.Task}: {step.Seconds * 1e3:0.###} ms")));
    }

    private static Dictionary<string, NodeMeasurement> Split(
        ProfiledModel model, FusedPlaces places, TracedRuns traced, MeasurementResult measured, ProfileOptions options)
    {
        if (measured.Tasks.Count == 0)
            return [];
        TreeNode root = model.View.Tree.Root;
        HashSet<string> wanted = [.. options.Scope.Select(root).Select(node => node.Id)];
        return new TraceAttribution(places, traced, measured.Tasks[0], options.Measuring.Level).Split(root)
            .Where(pair => wanted.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
    }

    private static Dictionary<string, NodeMeasurement> Isolated(FusedPlaces places, ProfilePlan plan, ProfileRun run,
        MeasurementResult measured)
    {
        Dictionary<string, TaskResult> results = measured.Tasks.ToDictionary(result => result.Task.Name, StringComparer.Ordinal);
        Dictionary<string, NodeMeasurement> nodes = new(StringComparer.Ordinal);
        foreach (Computation computation in plan.Computations)
        {
            if (!results.TryGetValue(ProfileRun.TaskName(computation), out TaskResult? result))
                continue;
            NodeMeasurement once = Of(result, null).Repeated(run.RunsOf(computation));
            foreach (TreeNode node in computation.Nodes)
                nodes.Add(node.Id, once with
                {
                    SharedWith = ReferenceEquals(node, computation.First) ? null : computation.First.Id,
                    Fused = places.FusedAcross(node)
                });
        }

        return nodes;
    }

    /// <summary>What a task's result says of a node.</summary>
    /// <param name="result">The result.</param>
    /// <param name="sharedWith">Id of the node that was run in its place, or null.</param>
    internal static NodeMeasurement Of(TaskResult result, string? sharedWith) => new()
    {
        Seconds = result.Seconds,
        Joules = result.Joules,
        GpuJoules = result.GpuJoules,
        EnergyTrouble = result.EnergyTrouble,
        SharedWith = sharedWith,
        CpuPercent = result.CpuPercent,
        MemoryPercent = result.MemoryPercent,
        Gpu = result.Gpu,
        Notes = [.. Notes(result)],
    };

    private static IEnumerable<string> Notes(TaskResult result)
    {
        if (result.DisturbedRounds > 0)
            yield return $"{result.DisturbedRounds} of {result.Seconds.Rounds} rounds were disturbed by other programs";
        if (result.RoundsLeftOut > 0)
            yield return $"{result.RoundsLeftOut} of {result.Seconds.Rounds + result.RoundsLeftOut} rounds are left out: the meter gave "
                + $"no energy for them";
    }
}
