using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Grouping;

/// <summary>
/// Recognises the groups of nodes into which exporters decompose primitives: by how they are connected, not by their names,
/// and only where nothing outside a group reads what is between its nodes.
/// </summary>
internal static class PrimitiveFinder
{
    /// <summary>Groups by their first node in order of execution; no node is in two.</summary>
    /// <param name="nodes">Nodes in order.</param>
    /// <param name="links">Who makes and reads what.</param>
    /// <param name="inOneModule">True for nodes of one module: what crosses modules only looks like a primitive.</param>
    public static Dictionary<OnnxNode, NodeGroup> Find(IReadOnlyList<OnnxNode> nodes, NodeLinks links, Func<NodeGroup, bool> inOneModule)
    {
        Dictionary<OnnxNode, NodeGroup> byFirst = new(ReferenceEqualityComparer.Instance);
        Dictionary<OnnxNode, int>? places = null;
        HashSet<OnnxNode> taken = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in nodes)
        {
            if (node.Domain.Length > 0 || At(node, links) is not { } group || !inOneModule(group) || group.Nodes.Any(taken.Contains))
                continue;
            if (places is null)
            {
                places = new Dictionary<OnnxNode, int>(nodes.Count, ReferenceEqualityComparer.Instance);
                for (int index = 0; index < nodes.Count; index++)
                    places[nodes[index]] = index;
            }

            taken.UnionWith(group.Nodes);
            byFirst[group.Nodes.MinBy(member => places[member])!] = group;
        }

        return byFirst;
    }

    /// <summary>The group of which this is the telling node.</summary>
    private static NodeGroup? At(OnnxNode node, NodeLinks links) => node.OpType switch
    {
        "MatMul" => LinearPatterns.Linear(node, links),
        "Reshape" => LinearPatterns.Flattened(node, links) ?? NormPatterns.GroupNorm(node, links),
        "ReduceMean" => NormPatterns.LayerNorm(node, links) ?? FoldedNormPatterns.LayerNorm(node, links)
            ?? NormPatterns.RmsNorm(node, links),
        "Erf" => ActivationPatterns.Gelu(node, links),
        "Tanh" => ActivationPatterns.NewGelu(node, links) ?? ActivationPatterns.Mish(node, links),
        "Sigmoid" => ActivationPatterns.Silu(node, links),
        "HardSigmoid" => ActivationPatterns.HardSwish(node, links),
        "Clip" => ActivationPatterns.ClippedHardSwish(node, links),
        "Exp" => NormPatterns.Softmax(node, links),
        _ => null,
    };
}

/// <summary>Nodes that together are one primitive of the field.</summary>
/// <param name="Type">Operator type of the primitive.</param>
/// <param name="Nodes">The nodes, the one that makes the primitive's output last.</param>
/// <param name="Inputs">Names of the values that the primitive reads.</param>
/// <param name="TransposedWeight">The weight is stored with its two dimensions exchanged.</param>
internal sealed record NodeGroup(string Type, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<string> Inputs, bool TransposedWeight = false);
