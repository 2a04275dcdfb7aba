using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Grouping;

/// <summary>Linear layers as exporters write them.</summary>
internal static class LinearPatterns
{
    /// <summary>x · W + b</summary>
    public static NodeGroup? Linear(OnnxNode product, NodeLinks links) =>
        product.Inputs.Count == 2 && links.Weight(product.Inputs[1]) is { Shape: { Rank: 2 } weight }
        && links.Only(product, "Add") is { } sum && NodeLinks.Other(sum, product) is { } bias && links.IsVector(bias, weight[1])
            ? new NodeGroup("Linear", [product, sum], [product.Inputs[0], product.Inputs[1], bias], TransposedWeight: true)
            : null;

    /// <summary>
    /// Rows flattened, a product, rows restored: with a weight [k, m] the GPTs' linear layer, with a weight [m, k] any other.
    /// </summary>
    public static NodeGroup? Flattened(OnnxNode flatten, NodeLinks links)
    {
        if (links.Only(flatten, "Gemm") is not { } product || product.Inputs[0] != flatten.Outputs[0] || product.Inputs.Count < 2
            || links.Weight(product.Inputs[1]) is not { Shape.Rank: 2 } || product.Attribute("transA") is 1L
                || links.Only(product, "Reshape") is not { } restore
            || restore.Inputs[0] != product.Outputs[0])
        {
            return null;
        }

        string[] inputs = [flatten.Inputs[0], .. product.Inputs.Skip(1)];
        if (product.Attribute("transB") is 1L)
            return new NodeGroup("Linear", [flatten, product, restore], inputs);
        return inputs.Length == 3 ? new NodeGroup("Conv1D", [flatten, product, restore], inputs) : null;
    }
}
