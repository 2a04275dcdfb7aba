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
            "MatMul" or "Gemm" or "Conv" or "Gather" or "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Where" => 2,
            "Constant" or "RandomNormal" or "RandomUniform" or "SequenceEmpty" or "Optional" or "OptionalHasElement" => 0,
            _ when node.Domain.Length > 0 => 0,
            _ => 1,
        };
        if (node.Inputs.Count(input => input.Length > 0) < least || node.Outputs.Count == 0)
        {
            throw new InputException(
                new InputPlace(Node: node.Name),
                $"a {node.OpType} of {node.Inputs.Count} input(s) and {node.Outputs.Count} output(s): the model is not well-formed");
        }
    }
}
