using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>
/// Scopes as PyTorch's exporter writes them into node names: <c>/encoder/layer.0/attention/self</c>. A numbered module is
/// written with its container's component before it (<c>/features/features.18/features.18.0</c>); a mere list, which is
/// never called itself, has no component of its own.
/// </summary>
internal sealed class ExporterNames
{
    private readonly HashSet<string> _lists;
    private readonly Dictionary<string, (string Prefix, string Component)> _known = new(StringComparer.Ordinal)
    {
        [Scope.Root.Path] = ("", ""),
    };

    /// <summary>Names for the scopes of a graph.</summary>
    /// <param name="modules">Its modules.</param>
    public ExporterNames(IEnumerable<GraphModule> modules) =>
        _lists = modules.Where(module => module.IsList).Select(module => module.Scope.Path).ToHashSet(StringComparer.Ordinal);

    /// <summary>The name of a scope, such as <c>/pooler/dense</c>; empty for the root.</summary>
    /// <param name="scope">A scope below the root, or the root.</param>
    public string Of(Scope scope)
    {
        (string prefix, string component) = Split(scope);
        return component.Length == 0 || _lists.Contains(scope.Path) ? prefix : $"{prefix}/{component}";
    }

    /// <summary>The name of the enclosing scope, and the scope's own component.</summary>
    private (string Prefix, string Component) Split(Scope scope)
    {
        if (_known.TryGetValue(scope.Path, out (string, string) known))
            return known;
        Scope parent = scope.Parent;
        string name = scope.Name;
        string container = Split(parent).Component;
        bool numbered = container.Length > 0 && char.IsAsciiDigit(name[0])
            && name.All(letter => char.IsAsciiDigit(letter) || letter == '_');
        (string, string) result = (Of(parent), numbered ? $"{container}.{name}" : name);
        _known.Add(scope.Path, result);
        return result;
    }
}
