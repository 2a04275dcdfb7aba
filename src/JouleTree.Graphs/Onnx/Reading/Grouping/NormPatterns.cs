using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Grouping;

/// <summary>Normalisations, and Softmax, as exporters decompose them.</summary>
internal static class NormPatterns
{
    /// <summary>(x − mean(x)) / √(mean((x − mean(x))²) + ε) · weight + bias, both of which may be absent.</summary>
    public static NodeGroup? LayerNorm(OnnxNode mean, NodeLinks links)
    {
        string x = mean.Inputs[0];
        if (links.Only(mean, "Sub") is not { } centred || centred.Inputs[0] != x || links.Readers(centred) is not { Count: 2 } readers)
            return null;
        OnnxNode? square = readers.FirstOrDefault(node => IsSquare(node, centred.Outputs[0], links));
        OnnxNode? scaled = readers.FirstOrDefault(node => node != square && node.OpType is "Div" or "Mul");
        if (square is null || scaled is null || links.Only(square, "ReduceMean") is not { } variance
            || Root(variance, links) is not { } root
            || root.Inverse != (scaled.OpType == "Mul") || NodeLinks.Other(scaled, root.Nodes[^1]) != centred.Outputs[0])
        {
            return null;
        }

        List<OnnxNode> nodes = [mean, centred, square, variance, .. root.Nodes, scaled];
        List<string> inputs = [x];
        if (links.Only(scaled, "Mul") is { } weighted && NodeLinks.Other(weighted, scaled) is { } weight && links.IsVector(weight))
        {
            nodes.Add(weighted);
            inputs.Add(weight);
            if (links.Only(weighted, "Add") is { } biased && NodeLinks.Other(biased, weighted) is { } bias && links.IsVector(bias))
            {
                nodes.Add(biased);
                inputs.Add(bias);
            }
        }

        return new NodeGroup("LayerNorm", nodes, inputs);
    }

    /// <summary>
    /// x / √(mean(x²) + ε) · weight, which may be absent, with the root as a divisor or inverted, and changes of type in between.
    /// </summary>
    public static NodeGroup? RmsNorm(OnnxNode mean, NodeLinks links)
    {
        OnnxNode? square = links.OwnMaker(mean.Inputs[0], "Pow") ?? links.OwnMaker(mean.Inputs[0], "Mul");
        if (square is null || !IsSquare(square, square.Inputs[0], links) || Root(mean, links) is not { } root)
            return null;
        string x = square.Inputs[0];
        OnnxNode? scaled = links.Only(root.Nodes[^1], root.Inverse ? "Mul" : "Div");
        if (scaled is null || NodeLinks.Other(scaled, root.Nodes[^1]) != x)
            return null;
        List<OnnxNode> nodes = [square, mean, .. root.Nodes, scaled];
        OnnxNode last = scaled;
        if (links.Only(last, "Cast") is { } cast)
        {
            nodes.Add(cast);
            last = cast;
        }

        if (links.Only(last, "Mul") is not { } weighted || NodeLinks.Other(weighted, last) is not { } weight || !links.IsVector(weight))
            return last == scaled ? new NodeGroup("RMSNorm", nodes, [x]) : null;
        nodes.Add(weighted);
        return new NodeGroup("RMSNorm", nodes, [x, weight]);
    }

    /// <summary>Groups of channels as instances: reshape, InstanceNormalization, reshape back, weight, bias.</summary>
    public static NodeGroup? GroupNorm(OnnxNode split, NodeLinks links)
    {
        if (links.Only(split, "InstanceNormalization") is not { } norm || norm.Inputs[0] != split.Outputs[0]
            || links.Only(norm, "Reshape") is not { } joined || joined.Inputs[0] != norm.Outputs[0]
            || links.Only(joined, "Mul") is not { } weighted || NodeLinks.Other(weighted, joined) is not { } weight
                || !links.IsVector(weight)
            || links.Only(weighted, "Add") is not { } biased || NodeLinks.Other(biased, weighted) is not { } bias || !links.IsVector(bias))
        {
            return null;
        }

        return new NodeGroup("GroupNorm", [split, norm, joined, weighted, biased], [split.Inputs[0], weight, bias]);
    }

    /// <summary>exp(x − max(x)) / Σ exp(x − max(x))</summary>
    public static NodeGroup? Softmax(OnnxNode exponential, NodeLinks links)
    {
        if (links.OwnMaker(exponential.Inputs[0], "Sub") is not { } shifted
            || links.OwnMaker(shifted.Inputs[1], "ReduceMax") is not { } largest
            || largest.Inputs[0] != shifted.Inputs[0] || links.Readers(exponential) is not { Count: 2 } readers
            || readers.FirstOrDefault(node => node.OpType == "ReduceSum") is not { } sum
                || readers.FirstOrDefault(node => node.OpType == "Div") is not { } divided
            || links.Only(sum, "Div") != divided || divided.Inputs[0] != exponential.Outputs[0])
        {
            return null;
        }

        return new NodeGroup("Softmax", [largest, shifted, exponential, sum, divided], [shifted.Inputs[0]]);
    }

    /// <summary>True for x², as a power or a product.</summary>
    internal static bool IsSquare(OnnxNode node, string x, NodeLinks links) =>
        node.Inputs.Count == 2 && node.Inputs[0] == x
            && (node.OpType == "Pow" ? links.IsNear(node.Inputs[1], 2) : node.OpType == "Mul" && node.Inputs[1] == x);

    /// <summary>√(v + ε), or one by it.</summary>
    internal static (List<OnnxNode> Nodes, bool Inverse)? Root(OnnxNode variance, NodeLinks links)
    {
        if (links.Only(variance, "Add") is not { } shifted || NodeLinks.Other(shifted, variance) is not { } epsilon
            || !links.IsNumber(epsilon))
            return null;
        if (links.Only(shifted, "Pow") is { } power && power.Inputs[0] == shifted.Outputs[0])
            return links.IsNear(power.Inputs[1], -0.5)
                ? ([shifted, power], true)
                : links.IsNear(power.Inputs[1], 0.5) ? ([shifted, power], false) : null;
        if (links.Only(shifted, "Sqrt") is not { } root)
            return null;

        if (links.Only(root, "Reciprocal") is { } reciprocal)
            return ([shifted, root, reciprocal], true);
        if (links.Only(root, "Div") is { } divided && divided.Inputs[1] == root.Outputs[0] && links.IsNear(divided.Inputs[0], 1))
            return ([shifted, root, divided], true);
        return ([shifted, root], false);
    }
}
