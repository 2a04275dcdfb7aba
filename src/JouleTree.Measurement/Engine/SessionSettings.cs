namespace JouleTree.Measurement.Engine;

/// <summary>How a session executes.</summary>
internal sealed record SessionSettings
{
    /// <summary>Threads inside an operator. Default: 1, so that CPU time and run time are the same thing.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How far the graph is rewritten. Default: not at all.</summary>
    public OptimizationLevel Optimization { get; init; } = OptimizationLevel.Off;

    /// <summary>What executes the operators. Default: the processor.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>What is said to the provider, by its own names. Default: nothing.</summary>
    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Idle threads wait actively. Default: false, because waiting burns CPU time that no operator used.
    /// </summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Start of the path of the trace that <see cref="IInferenceSession.EndProfiling"/> finishes; null for no trace.</summary>
    public string? TracePrefix { get; init; }

    /// <summary>Where to write the rewritten graph as ONNX, or null.</summary>
    public string? OptimizedModelPath { get; init; }

    /// <summary>Sizes for named free dimensions of the inputs.</summary>
    public IReadOnlyDictionary<string, long> FreeDimensions { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// Weights are copied into the form that the kernels read fastest. Default: true; false makes sessions that are
    /// asked for shapes but never run.
    /// </summary>
    public bool PackWeights { get; init; } = true;

    /// <summary>Names of single rewriting steps that are not to be taken.</summary>
    public IReadOnlyList<string> DisabledOptimizers { get; init; } = [];
}

/// <summary>How far the engine may rewrite a graph before it runs it.</summary>
internal enum OptimizationLevel
{
    /// <summary>Not at all: every node runs as the graph has it. What a measurement node by node needs.</summary>
    Off = 0,

    /// <summary>Constant folding and removal of redundant nodes.</summary>
    Basic = 1,

    /// <summary>Fusions, some of which cross the borders of modules.</summary>
    Extended = 2,

    /// <summary>All of them, memory layouts included: what deployments run.</summary>
    All = 99,
}
