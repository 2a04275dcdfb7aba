using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Grouping;

/// <summary>Layer normalisation as TensorFlow writes it: weight and bias folded into one factor and one summand.</summary>
internal static class FoldedNormPatterns
{
    /// <summary>x · f + (bias − mean(x) · f) with f = weight / √(mean((x − mean(x))²) + ε).</summary>
    public static NodeGroup? LayerNorm(OnnxNode mean, NodeLinks links)
    {
        string x = mean.Inputs[0];
        if (links.Readers(mean) is not { Count: 2 } readers
            || readers.FirstOrDefault(node => node.OpType == "Sub" && Takes(node, x, mean.Outputs[0])) is not { } centred
            || readers.FirstOrDefault(node => node.OpType == "Mul") is not { } lowered || links.Readers(centred) is not [{ } square]
            || !NormPatterns.IsSquare(square, centred.Outputs[0], links) || links.Only(square, "ReduceMean") is not { } variance
            || NormPatterns.Root(variance, links) is not { Inverse: true } root)
        {
            return null;
        }

        List<OnnxNode> nodes = [mean, centred, square, variance, .. root.Nodes];
        List<string> inputs = [x];
        OnnxNode factor = root.Nodes[^1];
        if (links.Only(factor, "Mul") is { } weighted && NodeLinks.Other(weighted, factor) is { } weight && links.IsVector(weight))
        {
            nodes.Add(weighted);
            inputs.Add(weight);
            factor = weighted;
        }

        if (links.Readers(factor) is not { Count: 2 } products
            || products.FirstOrDefault(node => node != lowered && node.OpType == "Mul") is not { } scaled
            || NodeLinks.Other(scaled, factor) != x || NodeLinks.Other(lowered, factor) != mean.Outputs[0]
            || links.Only(lowered, "Sub") is not { } shift || shift.Inputs[1] != lowered.Outputs[0] || !links.IsVector(shift.Inputs[0])
            || links.Only(scaled, "Add") is not { } sum || NodeLinks.Other(sum, scaled) != shift.Outputs[0]
                || links.Only(shift, "Add") != sum || inputs.Count != 2)
        {
            return null;
        }

        return new NodeGroup("LayerNorm", [.. nodes, scaled, lowered, shift, sum], [.. inputs, shift.Inputs[0]]);
    }

    /// <summary>TensorFlow's SquaredDifference is exported with its operands in either order.</summary>
    private static bool Takes(OnnxNode node, string x, string mean) =>
        node.Inputs.Count == 2 && node.Inputs.Contains(x) && node.Inputs.Contains(mean);
}
