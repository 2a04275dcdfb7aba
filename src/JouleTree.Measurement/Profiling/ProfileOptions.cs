using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling;

/// <summary>How to profile.</summary>
internal sealed record ProfileOptions
{
    /// <summary>Which nodes are measured. Default: all.</summary>
    public ProfileScope Scope { get; init; } = new();

    /// <summary>How sessions execute. Default: one thread, no rewriting of the graph.</summary>
    public SessionSettings Session { get; init; } = new();

    /// <summary>What the provider may run on, where that is told. Default: none.</summary>
    public IReadOnlyList<ProviderDevice> Devices { get; init; } = [];

    /// <summary>How to measure.</summary>
    public MeasuringOptions Measuring { get; init; } = new();

    /// <summary>
    /// How drift between runs of the program is judged. Default: null, not at all; intervals then speak of this run alone.
    /// </summary>
    public DriftOptions? Drift { get; init; }

    /// <summary>How the whole's cost comes to its nodes. Default: each is run alone.</summary>
    public Attribution Attribution { get; init; } = Attribution.Isolation;

    /// <summary>Given what was measured so far after each round. Default: null, nobody.</summary>
    public Action<ProfileResult>? Kept { get; init; }

    /// <summary>Something else than the processor executes operators.</summary>
    public bool IsForeign => Session.Provider != ExecutionProvider.Cpu;

    /// <summary>
    /// The same network in float32, whose whole is measured in the same rounds, so that what other types change is told. Default: null.
    /// </summary>
    public ProfiledModel? Baseline { get; init; }

    /// <summary>Inputs by name; others are made up. Default: none.</summary>
    public IReadOnlyDictionary<string, TensorData> Inputs { get; init; } = new Dictionary<string, TensorData>();
}

/// <summary>How the cost of a whole comes to its nodes.</summary>
internal enum Attribution
{
    /// <summary>Every node is run alone on the inputs that it has in the whole.</summary>
    Isolation,

    /// <summary>The whole is measured and split by the times in the engine's own trace.</summary>
    Trace,
}
