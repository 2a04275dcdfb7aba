using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Measurement.Collecting;

/// <summary>Workloads on ONNX Runtime.</summary>
/// <param name="measuring">What runs and meters them.</param>
internal sealed class OnnxWorkloads(MeasuringMachine measuring) : IWorkloadEngine
{
    /// <inheritdoc/>
    public PlanEngine Kind => PlanEngine.OnnxRuntime;

    /// <inheritdoc/>
    public EngineDescription Description => measuring.Engine.Description;

    /// <inheritdoc/>
    public MeterDescription Meter => measuring.Meter;

    /// <inheritdoc/>
    public Machine Machine => measuring.Machine;

    /// <inheritdoc/>
    public ProfileResult Run(
        PlannedWorkload workload, ProfileOptions options, Action<ProfileProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return workload.Layer is null
            ? measuring.Profile(workload.Source(), workload.Workload, workload.Fields(), options, progress, cancellation)
            : measuring.Profile(ProfiledModel.FromGraph(workload.Build()), options, progress, cancellation);
    }
}
