using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Grouping;

/// <summary>Activation functions as exporters decompose them.</summary>
internal static class ActivationPatterns
{
    /// <summary>½ · x · (1 + erf(x / √2)), in any order of the factors.</summary>
    public static NodeGroup? Gelu(OnnxNode error, NodeLinks links)
    {
        OnnxNode? scaled = links.OwnMaker(error.Inputs[0], "Div") ?? links.OwnMaker(error.Inputs[0], "Mul");
        if (scaled is null || links.Beside(scaled, scaled.OpType == "Div" ? Math.Sqrt(2) : Math.Sqrt(0.5)) is not { } x)
            return null;
        return links.Only(error, "Add") is { } raised && links.Beside(raised, 1) == error.Outputs[0]
            && Halved(raised, x, links) is { } rest
            ? new NodeGroup("GELU", [scaled, error, raised, .. rest], [x])
            : null;
    }

    /// <summary>½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))), in any order of the factors.</summary>
    public static NodeGroup? NewGelu(OnnxNode bent, NodeLinks links)
    {
        if (links.OwnMaker(bent.Inputs[0], "Mul") is not { } scaled || links.Only(bent, "Add") is not { } raised
            || links.Beside(raised, 1) != bent.Outputs[0])
            return null;
        double factor = Math.Sqrt(2 / Math.PI);
        if (links.Beside(scaled, factor) is { } inner && links.OwnMaker(inner, "Add") is { } sum)
        {
            foreach ((string x, string cubic) in new[] { (sum.Inputs[0], sum.Inputs[1]), (sum.Inputs[1], sum.Inputs[0]) })
            {
                if (links.OwnMaker(cubic, "Mul") is { } small && links.Beside(small, 0.044715) is { } power
                    && Cube(power, x, links) is { } cube && Halved(raised, x, links) is { } rest)
                    return new NodeGroup("NewGELU", [.. cube, small, sum, scaled, bent, raised, .. rest], [x]);
            }
        }

        // x · √(2/π) · (1 + 0.044715 · x · x)
        foreach ((string left, string right) in new[] { (scaled.Inputs[0], scaled.Inputs[1]), (scaled.Inputs[1], scaled.Inputs[0]) })
        {
            if (links.OwnMaker(left, "Mul") is { } first && links.Beside(first, factor) is { } x && links.OwnMaker(right, "Add") is { } one
                && links.Beside(one, 1) is { } product
                && links.OwnMaker(product, "Mul") is { } square && NodeLinks.Other(square, x) is { } other
                    && links.OwnMaker(other, "Mul") is { } small
                && links.Beside(small, 0.044715) == x && Halved(raised, x, links) is { } rest)
            {
                return new NodeGroup("NewGELU", [first, small, square, one, scaled, bent, raised, .. rest], [x]);
            }
        }

        return null;
    }

    /// <summary>x · tanh(softplus(x))</summary>
    public static NodeGroup? Mish(OnnxNode bent, NodeLinks links) =>
        links.OwnMaker(bent.Inputs[0], "Softplus") is { } soft && links.Only(bent, "Mul") is { } product
            && NodeLinks.Other(product, bent) == soft.Inputs[0]
            ? new NodeGroup("Mish", [soft, bent, product], [soft.Inputs[0]])
            : null;

    /// <summary>x · sigmoid(x), or x · sigmoid(1.702 · x).</summary>
    public static NodeGroup? Silu(OnnxNode gate, NodeLinks links)
    {
        if (links.Only(gate, "Mul") is not { } product || NodeLinks.Other(product, gate) is not { } x)
            return null;
        if (x == gate.Inputs[0])
            return new NodeGroup("SiLU", [gate, product], [x]);
        return links.OwnMaker(gate.Inputs[0], "Mul") is { } scaled && links.Beside(scaled, 1.702) == x
            ? new NodeGroup("QuickGELU", [scaled, gate, product], [x])
            : null;
    }

    /// <summary>x · hardsigmoid(x)</summary>
    public static NodeGroup? HardSwish(OnnxNode gate, NodeLinks links) =>
        links.Only(gate, "Mul") is { } product && NodeLinks.Other(product, gate) == gate.Inputs[0]
            ? new NodeGroup("HardSwish", [gate, product], [gate.Inputs[0]])
            : null;

    /// <summary>x · clip(x + 3, 0, 6) / 6, in either order; without the product, HardSigmoid.</summary>
    public static NodeGroup? ClippedHardSwish(OnnxNode clipped, NodeLinks links)
    {
        if (links.OwnMaker(clipped.Inputs[0], "Add") is not { } shifted || links.Beside(shifted, 3) is not { } x)
            return null;
        if (links.Only(clipped, "Mul") is { } product && NodeLinks.Other(product, clipped) == x && Sixth(product, links) is { } divided)
            return new NodeGroup("HardSwish", [shifted, clipped, product, divided], [x]);
        if (Sixth(clipped, links) is not { } gate)
            return null;
        return links.Only(gate, "Mul") is { } gated && NodeLinks.Other(gated, gate) == x
            ? new NodeGroup("HardSwish", [shifted, clipped, gate, gated], [x])
            : new NodeGroup("HardSigmoid", [shifted, clipped, gate], [x]);
    }

    private static OnnxNode? Sixth(OnnxNode node, NodeLinks links) =>
        links.Only(node, "Div") is { } divided && links.Beside(divided, 6) == node.Outputs[0] ? divided
        : links.Only(node, "Mul") is { } product && links.Beside(product, 1.0 / 6) == node.Outputs[0] ? product
        : null;

    /// <summary>What multiplies a sum by x and by a half, in any order.</summary>
    private static OnnxNode[]? Halved(OnnxNode raised, string x, NodeLinks links)
    {
        if (links.Only(raised, "Mul") is not { } product || NodeLinks.Other(product, raised) is not { } factor)
            return null;
        if (factor == x)
            return links.Only(product, "Mul") is { } half && links.Beside(half, 0.5) == product.Outputs[0] ? [product, half] : null;
        if (links.Beside(product, 0.5) == raised.Outputs[0])
            return links.Only(product, "Mul") is { } last && NodeLinks.Other(last, product) == x ? [product, last] : null;
        return links.OwnMaker(factor, "Mul") is { } halved && links.Beside(halved, 0.5) == x ? [halved, product] : null;
    }

    /// <summary>x³ as a power or as products.</summary>
    private static OnnxNode[]? Cube(string value, string x, NodeLinks links)
    {
        if (links.OwnMaker(value, "Pow") is { } power)
            return power.Inputs[0] == x && links.IsNear(power.Inputs[1], 3) ? [power] : null;
        return links.OwnMaker(value, "Mul") is { } outer && NodeLinks.Other(outer, x) is { } square
            && links.OwnMaker(square, "Mul") is { } inner && inner.Inputs[0] == x && inner.Inputs[1] == x ? [inner, outer] : null;
    }
}
