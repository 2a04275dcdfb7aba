using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;
using TorchSharp;

namespace JouleTree.TorchSharp.Passes;

/// <summary>What counting asks of a tensor that a program holds.</summary>
internal static class TensorFacts
{
    /// <summary>Its shape and type, and where it is.</summary>
    /// <param name="tensor">A tensor.</param>
    public static unsafe TorchTensor Of(torch.Tensor tensor)
    {
        // The pointer to its numbers stands where the handle says.
        nint identity = *(nint*)tensor.Handle;
        return new TorchTensor(identity, 0, new TensorShape([.. tensor.shape]), TypeOf(tensor.dtype));
    }

    /// <summary>The type of TorchSharp's name for it; unknown for those that no operator here has.</summary>
    public static DataType TypeOf(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte => DataType.UInt8,
        torch.ScalarType.Int8 => DataType.Int8,
        torch.ScalarType.Int16 => DataType.Int16,
        torch.ScalarType.Int32 => DataType.Int32,
        torch.ScalarType.Int64 => DataType.Int64,
        torch.ScalarType.Float16 => DataType.Float16,
        torch.ScalarType.Float32 => DataType.Float32,
        torch.ScalarType.Float64 => DataType.Float64,
        torch.ScalarType.ComplexFloat32 => DataType.Complex64,
        torch.ScalarType.ComplexFloat64 => DataType.Complex128,
        torch.ScalarType.Bool => DataType.Bool,
        torch.ScalarType.BFloat16 => DataType.BFloat16,
        _ => DataType.Unknown,
    };
}
