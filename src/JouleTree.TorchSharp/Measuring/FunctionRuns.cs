using JouleTree.Graphs;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>
/// Runs of functions alone, on made-up numbers of the shapes that they had: what they cost does not depend on the numbers.
/// </summary>
internal static class FunctionRuns
{
    /// <summary>A run of an operator that a module called as a function; null for one that is not run alone.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="device">Where the model runs.</param>
    /// <param name="made">Tensors that were made for it, to be disposed of with the run.</param>
    public static Action? Of(Operator op, ModelDevice device, List<torch.Tensor> made)
    {
        torch.Tensor[] inputs;
        switch (op.Type)
        {
            case "MatMul" when op.Inputs.Count == 2:
                inputs = Make(op, device, made);
                return () => torch.matmul(inputs[0], inputs[1]).Dispose();
            case "Linear" or "Conv1D" when op.Inputs.Count >= 2:
                inputs = Make(op, device, made);
                torch.Tensor weight = op.Type == "Linear" ? inputs[1].t() : inputs[1];
                made.Add(weight);
                return () => torch.matmul(inputs[0], weight).Dispose();
            case "Softmax":
                inputs = Make(op, device, made);
                return () => torch.nn.functional.softmax(inputs[0], -1).Dispose();
            case "LogSoftmax":
                inputs = Make(op, device, made);
                return () => torch.nn.functional.log_softmax(inputs[0], -1).Dispose();
            case "Tanh":
                inputs = Make(op, device, made);
                return () => inputs[0].tanh().Dispose();
            case "ScaledDotProductAttention" when op.Inputs.Count == 3:
                inputs = Make(op, device, made);
                return () => torch.nn.functional.scaled_dot_product_attention(inputs[0], inputs[1], inputs[2]).Dispose();
            case "Add" when op.Inputs.Count == 2:
                inputs = Make(op, device, made);
                return () => inputs[0].add(inputs[1]).Dispose();
            case "Mul" when op.Inputs.Count == 2:
                inputs = Make(op, device, made);
                return () => inputs[0].mul(inputs[1]).Dispose();
            case "GELU":
                inputs = Make(op, device, made);
                return () => torch.nn.functional.gelu(inputs[0]).Dispose();
            default:
                return null;
        }
    }

    private static torch.Tensor[] Make(Operator op, ModelDevice device, List<torch.Tensor> made)
    {
        torch.Tensor[] inputs = [.. op.Inputs.Select(tensor =>
            torch.ones([.. tensor.Shape!], TypeOf(tensor.Type), torch.device(device.Name)))];
        made.AddRange(inputs);
        return inputs;
    }

    private static torch.ScalarType TypeOf(DataType type) => type switch
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
