using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Counting;

/// <summary>Which weights of a graph need more than to be counted where they are read.</summary>
internal static class GraphWeights
{
    /// <summary>Weights that no operator reads, by the innermost module that their names say they belong to.</summary>
    public static Dictionary<string, (long Elements, long Bytes)> UnusedByModule(Graph graph)
    {
        Dictionary<string, (long Elements, long Bytes)> unused = new(StringComparer.Ordinal);
        if (graph.UnusedParameters.Count == 0)
            return unused;
        HashSet<string> modules = [.. graph.Modules.Select(module => module.Scope.Path)];
        foreach (Tensor tensor in graph.UnusedParameters)
        {
            Scope owner = tensor.Name.Length == 0 ? Graph.RootScope : Graph.RootScope.Child(tensor.Name).Parent;
            while (owner.Level > 0 && !modules.Contains(owner.Path))
                owner = owner.Parent;
            (long elements, long bytes) = unused.GetValueOrDefault(owner.Path);
            unused[owner.Path] = (elements + tensor.Elements, checked(bytes + tensor.Bytes));
        }

        return unused;
    }

    /// <summary>Weights that several operators read.</summary>
    public static HashSet<Tensor> Shared(IReadOnlyList<Operator> operators)
    {
        HashSet<Tensor> seen = [];
        HashSet<Tensor> shared = [];
        foreach (Operator op in operators)
        {
            foreach (Tensor tensor in op.Inputs)
            {
                if (tensor.Role == TensorRole.Parameter && !seen.Add(tensor.Storage))
                    shared.Add(tensor.Storage);
            }
        }

        return shared;
    }
}
