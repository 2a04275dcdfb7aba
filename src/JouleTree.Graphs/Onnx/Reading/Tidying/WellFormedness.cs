using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Tidying;

/// <summary>Refuses nodes without the inputs and outputs that their types cannot be without.</summary>
internal static class WellFormedness
{
    /// <summary>Checks the nodes of a model, those of the graphs that they run included.</summary>
    /// <param name="nodes">Nodes of one graph.</param>
    /// <exception cref="InputException">A node cannot be what it says.</exception>
    public static void Check(IEnumerable<OnnxNode> nodes)
    {
        foreach (OnnxNode node in nodes)
        {
            Check(node);
            if (!node.RunsGraphs)
                continue;
            foreach (OnnxSubgraph graph in node.Subgraphs)
                Check(graph.Nodes);
        }
    }

    private static void Check(OnnxNode node)
    {
        int least = node.OpType switch
        {
            _ when node.Domain.Length > 0 => 0,
            "MatMul" or "Gemm" or "Conv" or "ConvTranspose" or "ConvInteger" or "MatMulInteger" or "Gather" or "GatherElements"
                or "GatherND" or "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Mod" or "PRelu" or "And" or "Or" or "Xor" or "Equal"
                or "Less" or "Greater"
                or "LessOrEqual" or "GreaterOrEqual" or "BitShift" or "Expand" or "Compress" or "MaxUnpool" or "CastLike"
                or "LayerNormalization" or "NegativeLogLikelihoodLoss" or "SoftmaxCrossEntropyLoss" or "ReverseSequence" or "GridSample"
                or "DequantizeLinear" or "CumSum" or "SequenceAt" or "SequenceInsert" or "NonMaxSuppression" => 2,
            "Where" or "ScatterElements" or "Scatter" or "ScatterND" or "OneHot" or "Range" or "RNN" or "GRU" or "LSTM" or "RoiAlign"
                or "InstanceNormalization" or "GroupNormalization" or "Attention" => 3,
            "BatchNormalization" => 5,
            "QLinearConv" or "QLinearMatMul" => 8,
            "Constant" or "RandomNormal" or "RandomUniform" or "SequenceEmpty" or "Optional" or "OptionalHasElement" => 0,
            _ => 1,
        };
        // A Scan of operator set 8 may leave out its first input, others come behind it.
        int given = least == 1 ? node.Inputs.Count(input => input.Length > 0) : node.Inputs.TakeWhile(input => input.Length > 0).Count();
        if (given < least || node.Outputs.Count == 0)
        {
            throw new InputException(
                new InputPlace(Node: node.Name),
                $"a {node.OpType} of {node.Inputs.Count} input(s) and {node.Outputs.Count} output(s): the model is not well-formed");
        }
    }
}
