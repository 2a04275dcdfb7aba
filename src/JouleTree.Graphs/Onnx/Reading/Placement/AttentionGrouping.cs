using System.Globalization;
using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>
/// Puts the operators of each scaled dot-product attention (a product, its scale and mask, the softmax, a product) into a
/// module of their own, in graphs whose file says nothing of modules. With scopes, they stand in the module that calls them, as in the
/// zoo.
/// </summary>
internal static class AttentionGrouping
{
    private const int LongestChain = 8;

    // What stands between a product and its softmax: scales, masks and changes of type or form.
    private static readonly HashSet<string> Between =
        ["Add", "Sub", "Mul", "Div", "Where", "Cast", "Reshape", "Dropout", "Max", "Min", "Clip", "Identity", "Unsqueeze", "Squeeze"];

    /// <summary>The same graph, with its attentions grouped.</summary>
    /// <param name="graph">A graph.</param>
    public static Graph Apply(Graph graph)
    {
        // Who makes and who reads each tensor is worth finding out only where there may be attention.
        if (!graph.Operators.Any(op => op.Type == "Softmax"))
            return graph;
        Dictionary<Tensor, Operator> makers = [];
        Dictionary<Tensor, List<Operator>> readers = [];
        foreach (Operator op in graph.Operators)
        {
            foreach (Tensor output in op.Outputs)
                makers[output] = op;
            foreach (Tensor input in op.Inputs.Where(input => !input.IsStored))
            {
                if (!readers.TryGetValue(input, out List<Operator>? list))
                    readers.Add(input, list = new List<Operator>(1));
                list.Add(op);
            }
        }

        Dictionary<Operator, Scope> moved = [];
        List<GraphModule> modules = [.. graph.Modules];
        HashSet<string> taken = [.. graph.Operators.Select(op => op.Scope.Path), .. modules.Select(module => module.Scope.Path)];
        foreach (Operator softmax in graph.Operators.Where(op => op.Type == "Softmax" && !op.IsModule))
        {
            if (Before(softmax.Inputs[0], makers, LongestChain) is not { } before || After(softmax, readers) is not { } after)
                continue;
            Operator[] all = [.. before, softmax, .. after];
            if (Array.Exists(all, op => op.IsModule || op.Scope.Parent != softmax.Scope.Parent || moved.ContainsKey(op)))
                continue;
            Scope scope = softmax.Scope.Parent.Child("attention");
            for (int number = 1; !taken.Add(scope.Path); number++)
                scope = softmax.Scope.Parent.Child(string.Create(CultureInfo.InvariantCulture, $"attention_{number}"));
            modules.Add(new GraphModule(scope, "ScaledDotProductAttention"));
            foreach (Operator op in all)
                moved.Add(op, scope);
        }

        return moved.Count == 0
            ? graph
            : graph.Regrouped([.. graph.Operators.Select(op => moved.TryGetValue(op, out Scope scope)
                ? op.At(scope.Child(op.Scope.Name))
                : op)], modules, graph.Notes);
    }

    /// <summary>The operators from the product of queries and keys to a value, in order; null where no product leads to it.</summary>
    private static List<Operator>? Before(Tensor value, Dictionary<Tensor, Operator> makers, int depth)
    {
        if (depth == 0 || !makers.TryGetValue(value, out Operator? maker))
            return null;
        if (maker.Type == "MatMul")
            return [maker];
        if (!Between.Contains(maker.Type))
            return null;
        foreach (Tensor input in maker.Inputs)
        {
            if (Before(input, makers, depth - 1) is { } chain)
                return [.. chain, maker];
        }

        return null;
    }

    /// <summary>The operators from the softmax to the product with the values; null where none reads it.</summary>
    private static List<Operator>? After(Operator softmax, Dictionary<Tensor, List<Operator>> readers)
    {
        List<Operator> chain = [];
        Operator last = softmax;
        while (chain.Count < LongestChain && last.Outputs.Count > 0 && readers.TryGetValue(last.Outputs[0], out List<Operator>? next))
        {
            // A mask of what is not a number reads the softmax twice: through the test, and itself.
            Operator? reader = next.FirstOrDefault(op => op.Type == "MatMul" || Between.Contains(op.Type));
            if (reader is null)
                return null;
            chain.Add(reader);
            if (reader.Type == "MatMul")
                return chain;
            last = reader;
        }

        return null;
    }
}
