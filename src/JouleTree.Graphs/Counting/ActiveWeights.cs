using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Counting;

/// <summary>The weights of a graph that one token multiplies, added up without a view of it.</summary>
internal static class ActiveWeights
{
    /// <summary>As <see cref="NodeCounts.ActiveParameters"/> of the whole.</summary>
    /// <param name="graph">A graph whose shapes are all known.</param>
    public static long Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        // Of a weight that is looked up here and multiplied there, what is multiplied counts.
        Dictionary<Tensor, long> active = [];
        foreach (Operator op in graph.Operators)
        {
            OperatorFamily? family = OperatorFamilies.Find(op.Type);
            for (int index = 0; index < op.Inputs.Count; index++)
            {
                Tensor tensor = op.Inputs[index];
                if (tensor.Role != TensorRole.Parameter)
                    continue;
                long elements = family?.ActiveElements(op, index) ?? tensor.Elements;
                active[tensor.Storage] = Math.Max(active.GetValueOrDefault(tensor.Storage), elements);
            }
        }

        return active.Values.Sum();
    }
}
