using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Engine.Providers;

/// <summary>One number in, its negative out: what starts a provider, and what a device has done when it has done all before.</summary>
internal static class SmallestNetwork
{
    /// <summary>Name of its input, of one number.</summary>
    public const string Input = "x";

    /// <summary>Name of its output.</summary>
    public const string Output = "y";

    private static readonly OnnxDimension[] Shape = [new(1)];

    /// <summary>The network.</summary>
    public static EngineModel Model { get; } = EngineModel.FromBytes("the smallest network", OnnxWriter.ToBytes(new OnnxModel
    {
        Name = "the smallest network",
        Nodes = [new OnnxNode { Name = "negative", OpType = "Neg", Inputs = [Input], Outputs = [Output] }],
        Initializers = [],
        Inputs = [new OnnxValue(Input, DataType.Float32, Shape)],
        Outputs = [new OnnxValue(Output, DataType.Float32, Shape)],
    }, EngineModel.WeightLocation));
}
