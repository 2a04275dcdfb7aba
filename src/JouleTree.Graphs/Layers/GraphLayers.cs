using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Graphs.Operators;

namespace JouleTree.Graphs.Layers;

/// <summary>The operators of a graph as the layer-wise models see them.</summary>
internal static class GraphLayers
{
    /// <summary>The operators of a graph.</summary>
    /// <param name="graph">A graph.</param>
    /// <returns>One for each of <see cref="Graph.Operators"/>, at the same place.</returns>
    /// <exception cref="InputException">A layer has a size that no layer can have.</exception>
    public static NetworkLayers Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new NetworkLayers([.. graph.Operators.Select(Of)]);
    }

    private static NetworkOperator Of(Operator op)
    {
        if (op.IsKnownBeforehand)
            return new NetworkOperator(op.Type) { IsFree = true, Repetitions = op.Repetitions };
        bool isKnown = op.Inputs.Concat(op.Outputs).All(tensor => tensor.IsKnown);
        try
        {
            return OperatorLayers.Of(
                op.Type,
                isKnown ? OperatorFamilies.Find(op.Type)?.Describe(op) : null,
                [.. op.Inputs.Where(tensor => !tensor.IsStored).Select(tensor => tensor.Shape).OfType<TensorShape>()],
                [.. op.Outputs.Select(tensor => tensor.Shape).OfType<TensorShape>()],
                isKnown ? op.Parameters.Sum(tensor => tensor.Elements) : null) with
            { Repetitions = op.Repetitions };
        }
        catch (InputException error)
        {
            throw new InputException(new InputPlace(Node: op.Scope.ToString()), error.Message, error);
        }
    }
}
