using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>A graph written as ONNX nodes, with the way back from each operator to its nodes.</summary>
/// <param name="Model">The ONNX model.</param>
/// <param name="Nodes">Names of the nodes of each operator, in order of execution; none for one that vanishes.</param>
internal sealed record OnnxExport(OnnxModel Model, IReadOnlyDictionary<Operator, IReadOnlyList<string>> Nodes)
{
    /// <summary>
    /// Writes a graph as ONNX nodes, operators decomposed and nodes named as PyTorch's exporter does. Weights get seeded
    /// values, made when they are written or asked for.
    /// </summary>
    /// <param name="graph">A graph whose shapes are all known, such as one of the zoo.</param>
    /// <param name="seed">Seed of the random weights.</param>
    /// <exception cref="Core.Errors.InputException">An operator cannot be written as ONNX.</exception>
    public static OnnxExport Of(Graph graph, int seed = 0) => new Lowering(graph, seed).Run();
}
