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
        if (op.Inputs.Any(tensor => !tensor.IsKnown) || TorchFunctions.Of(op) is not { } function)
            return null;
        torch.Tensor[] inputs = [.. op.Inputs.Select(tensor =>
            torch.ones([.. tensor.Shape!], TorchTypes.Of(tensor.Type), torch.device(device.Name)))];
        made.AddRange(inputs);
        return () => function(inputs).Dispose();
    }
}
