namespace JouleTree.Measurement.Traces;

/// <summary>A span of time in a Chrome trace, as profilers write them.</summary>
/// <param name="Name">Its name, such as <c>nn.Module: Linear_0</c> or <c>/pooler/dense/Gemm_kernel_time</c>.</param>
/// <param name="Category">Its category (<c>cat</c>), empty where none is written.</param>
/// <param name="Start">Start in microseconds on the trace's clock.</param>
/// <param name="Duration">Length in microseconds, at least 0.</param>
/// <param name="Thread">Process and thread, as text.</param>
internal readonly record struct TraceEvent(string Name, string Category, double Start, double Duration, string Thread)
{
    /// <summary>Type of the operator (<c>op_name</c> of ONNX Runtime), null where nothing is said. Default: null.</summary>
    public string? OperatorType { get; init; }

    /// <summary>What executed it (<c>provider</c> of ONNX Runtime), null where nothing is said. Default: null.</summary>
    public string? Provider { get; init; }

    /// <summary>End in microseconds on the trace's clock.</summary>
    public double End => Start + Duration;
}
