using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Onnx;

/// <summary>
/// Reads ONNX models as graphs: nodes in the scopes that PyTorch's exporter wrote into their names, matrix products with
/// stored weights as Linear, look-ups in stored tables as Embedding, renamed where the field has a name of its own. Every
/// other node keeps its ONNX type.
/// </summary>
public static class OnnxGraphReader
{
    /// <summary>The graph of an ONNX model for a workload.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Name for the graph.</param>
    /// <param name="workload">
    /// Sizes of free dimensions: the first free dimension of an input is the batch, the second the length, unless the
    /// workload names the input's shape.
    /// </param>
    /// <param name="shapes">Knows shapes that propagation does not; null for none.</param>
    /// <exception cref="InputException">The model is not well-formed, or the workload does not fit its inputs.</exception>
    public static Graph Read(OnnxModel model, string name, Workload workload, IShapeSource? shapes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workload);
        return new Raising(model, name, workload.Checked(), shapes).Run();
    }

    /// <summary>The modules above some operators: those with a component of their own in names, and mere lists.</summary>
    internal static List<GraphModule> Modules(IEnumerable<Operator> operators, HashSet<string> called)
    {
        List<GraphModule> modules = [new GraphModule(Scope.Root, "Model")];
        HashSet<string> seen = [Scope.Root.Path];
        foreach (Operator op in operators)
            Add(op.Scope.Parent);
        return modules;

        void Add(Scope scope)
        {
            if (!seen.Add(scope.Path))
                return;
            Add(scope.Parent);
            bool isList = !called.Contains(scope.Path);
            modules.Add(new GraphModule(scope, isList ? "ModuleList" : "Module", isList));
        }
    }
}
