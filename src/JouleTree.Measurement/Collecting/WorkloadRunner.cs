using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Collecting;

/// <summary>Measures one workload of a plan.</summary>
/// <param name="engine">What runs and meters it.</param>
/// <param name="plan">The plan.</param>
/// <param name="references">Fixed computations, measured beside every model, that show how the machine drifts; empty for none.</param>
/// <param name="machineLabel">Tells machines with equal processors apart, or null.</param>
internal sealed class WorkloadRunner(
    IWorkloadEngine engine, CollectionPlan plan, IReadOnlyList<MeasuredTask> references, string? machineLabel = null)
{
    private readonly List<DriftReading> _readings = [];

    /// <summary>
    /// What measurements are kept apart by: processor, cores, threads, engine unless it is ONNX Runtime, meter, and the label of the
    /// machine where it has one.
    /// </summary>
    public string Device { get; } = string.Join(", ", ((string?[])
    [
        engine.Machine.ProcessorName ?? "unknown processor",
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores"),
        string.Create(CultureInfo.InvariantCulture, $"{plan.Threads} thread{(plan.Threads == 1 ? "" : "s")}"),
        engine.Kind == PlanEngine.OnnxRuntime ? null : engine.Description.ToString(),
        $"{engine.Meter.Name} ({SourceOf(engine.Meter)})",
        machineLabel,
    ]).OfType<string>());

    /// <summary>What runs the workloads, with its version.</summary>
    public string Engine => engine.Description.ToString();

    /// <summary>Measures.</summary>
    /// <param name="workload">A workload of the plan.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="interruption">Why measuring cannot go on, or null: then the entry is not to be kept.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    /// <returns>The entry for the journal; a workload that fails has an error in it.</returns>
    public JournalEntry Run(PlannedWorkload workload, Action<ProfileProgress>? progress, out string? interruption,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(workload);
        interruption = null;
        TimeProvider clock = engine.Machine.Clock;
        DateTimeOffset started = clock.GetUtcNow();
        long start = clock.GetTimestamp();
        JournalEntry entry = new()
        {
            Id = workload.Id,
            Kind = workload.Kind,
            Workload = workload.ToString(),
            Order = workload.Order,
            Device = Device,
            Engine = Engine,
            Started = started,
            WallSeconds = 0,
        };
        try
        {
            ProfileResult result = engine.Run(workload, Options(workload), progress, cancellation);
            interruption = result.Measurement.Interruption;
            if (result.Reading is { } reading)
                _readings.Add(reading);
            entry = workload.Kind == WorkloadKind.Model
                ? entry with { Full = plan.FullView ? Named(result.Full) : null, Irene = plan.IreneView ? Named(result.Irene) : null }
                : entry with { Layer = Measurement(workload, result.Full) };
        }
        catch (InputException error)
        {
            entry = entry with { Error = error.Message };
        }
        catch (OutOfMemoryException)
        {
            entry = entry with { Error = "there was not enough memory" };
        }

        return entry with { WallSeconds = clock.GetElapsedTime(start).TotalSeconds };

        // What has other dimensions is another model: leaving one out must not leave its namesake in.
        ModelTree Named(ModelTree tree) => workload.Changes.Count == 0 ? tree : tree with
        {
            ModelName = $"{tree.ModelName} ({string.Join(", ", workload.Changes)})",
        };
    }

    private static string SourceOf(MeterDescription meter) => meter.Source == EnergySource.Modelled ? "modelled" : "measured";

    private ProfileOptions Options(PlannedWorkload workload)
    {
        PlanSettings settings = workload.Settings;
        bool isTree = workload.Kind == WorkloadKind.Model;
        MeasuringOptions defaults = new();
        return new ProfileOptions
        {
            // How the machine drifts during the campaign widens the intervals of trees; a layer's few milliseconds are not worth it.
            Drift = isTree ? new DriftOptions(references, _readings) : null,
            Scope = isTree
                ? new ProfileScope { Level = settings.Level, Depth = settings.Depth }
                : new ProfileScope { Level = NodeKind.Model },
            Session = new SessionSettings { Threads = settings.Threads, Optimization = settings.Optimization },
            Measuring = defaults with
            {
                Seed = settings.Seed,
                Rounds = settings.Rounds,
                WarmUpRuns = settings.WarmUpRuns,
                WindowSeconds = settings.WindowSeconds,
                Budget = settings.BudgetSeconds is { } budget ? TimeSpan.FromSeconds(budget) : null,
                CoolDown = TimeSpan.FromSeconds(settings.CoolDownSeconds),
                // A second of idling would be most of a layer's time.
                IdleSeconds = isTree ? defaults.IdleSeconds : 0,
            },
        };
    }

    private LayerMeasurement Measurement(PlannedWorkload workload, ModelTree tree)
    {
        NodeDetails? details = tree.Root.Details;
        double joules = details?.Energy?.Joules
            ?? throw new InputException($"the meter gave no energy: {string.Join("; ", details?.Notes ?? [])}");
        return new LayerMeasurement
        {
            Module = workload.Model,
            BatchSize = workload.Layer?.BatchSize ?? tree.BatchSize ?? workload.Workload.BatchSize,
            Configuration = workload.Layer,
            Architecture = workload.Kind == WorkloadKind.Network ? workload.Model : null,
            LayerIndex = workload.Kind == WorkloadKind.Network ? 0 : null,
            EnergyJoules = joules,
            EnergySource = $"{SourceOf(engine.Meter)}: {engine.Meter.Name} ({engine.Meter.Method})",
            Seconds = details.Time?.Seconds,
            RecordedMacs = workload.Layer is { } layer ? PublishedMacs.Of(layer) : null,
            Device = Device,
        };
    }
}
