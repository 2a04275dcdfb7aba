using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Measurement.Collecting;

/// <summary>Runs and meters the workloads of a plan.</summary>
internal interface IWorkloadEngine
{
    /// <summary>Which of the engines that plans name it is.</summary>
    PlanEngine Kind { get; }

    /// <summary>Its library: name and version.</summary>
    EngineDescription Description { get; }

    /// <summary>The meter.</summary>
    MeterDescription Meter { get; }

    /// <summary>Counters and clock.</summary>
    Machine Machine { get; }

    /// <summary>Measures a workload.</summary>
    /// <param name="workload">A workload of a plan for this engine.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    /// <exception cref="Core.Errors.InputException">
    /// The workload does not fit the model or into memory, or the engine rejects it or fails.
    /// </exception>
    ProfileResult Run(
        PlannedWorkload workload, ProfileOptions options, Action<ProfileProgress>? progress, CancellationToken cancellation);
}
