using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Tidying;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>
/// Reads ONNX models as graphs: nodes in the scopes that exporters wrote into their metadata or names, else grouped; matrix
/// products with stored weights as Linear, look-ups in stored tables as Embedding, decomposed primitives put together,
/// renamed where the field has a name of its own. Every other node keeps its ONNX type.
/// </summary>
public static class OnnxGraphReader
{
    /// <summary>The graph of an ONNX model for a workload.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Name for the graph.</param>
    /// <param name="workload">
    /// Sizes of free dimensions: those of the inputs that it names, and of the same name elsewhere; batch and length where a
    /// dimension's name or place tells which it is.
    /// </param>
    /// <param name="shapes">Knows shapes that propagation does not; null for none.</param>
    /// <exception cref="InputException">The model is not well-formed, or the workload does not fit its inputs.</exception>
    public static Graph Read(OnnxModel model, string name, Workload workload, IShapeSource? shapes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workload);
        return new Raising(FunctionInlining.Inline(model), name, workload.Checked(), shapes).Run();
    }
}
