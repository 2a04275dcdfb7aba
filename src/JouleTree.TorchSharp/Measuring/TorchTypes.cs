using JouleTree.Graphs;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>libtorch's types of numbers.</summary>
internal static class TorchTypes
{
    /// <summary>The type of a tensor of a graph.</summary>
    /// <param name="type">Its type there.</param>
    public static torch.ScalarType Of(DataType type) => type switch
    {
        DataType.Float16 => torch.ScalarType.Float16,
        DataType.BFloat16 => torch.ScalarType.BFloat16,
        DataType.Float64 => torch.ScalarType.Float64,
        DataType.Int64 => torch.ScalarType.Int64,
        DataType.Int32 => torch.ScalarType.Int32,
        DataType.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.Float32,
    };
}
