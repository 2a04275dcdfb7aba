using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Profiling.Inputs;

/// <summary>The graph may not know the shape of a value that depends on others' values; the value itself does.</summary>
internal static class CapturedTypes
{
    /// <summary>The same model with types and shapes of its inputs taken from their values, where the graph does not know them.</summary>
    /// <param name="model">A model, such as a cut.</param>
    /// <param name="values">Values by name.</param>
    public static OnnxModel Of(OnnxModel model, IReadOnlyDictionary<string, TensorData> values) => model with
    {
        Inputs =
        [
            .. model.Inputs.Select(input =>
                (input.Type == DataType.Unknown || input.Dimensions is null || input.Dimensions.Any(size => size.Size is null))
                    && values.TryGetValue(input.Name, out TensorData? value)
                ? new OnnxValue(input.Name, value.Type, [.. value.Shape.Select(size => new OnnxDimension(size))])
                : input),
        ],
    };
}
