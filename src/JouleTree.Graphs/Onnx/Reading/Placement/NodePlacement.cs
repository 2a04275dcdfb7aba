using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>Which module each node of a file is in, and where that is known from.</summary>
internal sealed class NodePlacement
{
    private readonly Func<OnnxNode, Scope?> _own;
    private readonly Dictionary<OnnxNode, Scope> _filled = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _reused = new(StringComparer.Ordinal);

    /// <param name="description">Where scopes come from, for people.</param>
    /// <param name="own">The scope that a node itself tells; null for none.</param>
    /// <param name="nodes">Nodes of the main graph, in order.</param>
    public NodePlacement(string description, Func<OnnxNode, Scope?> own, IReadOnlyList<OnnxNode> nodes)
    {
        (Description, _own) = (description, own);
        Fill(nodes);
    }

    /// <summary>Where scopes come from.</summary>
    public string Description { get; }

    /// <summary>False where a file has no scopes at all.</summary>
    public bool HasScopes { get; init; } = true;

    /// <summary>Paths of modules that are called; others are mere lists.</summary>
    public HashSet<string> Called { get; } = new(StringComparer.Ordinal);

    /// <summary>Classes of modules by path, where the file names them.</summary>
    public Dictionary<string, string> Classes { get; } = new(StringComparer.Ordinal);

    /// <summary>The module of a node; different for each call of a module.</summary>
    /// <param name="node">A node of the main graph or of one inside it.</param>
    public Scope ModuleOf(OnnxNode node) => _filled.TryGetValue(node, out Scope scope) ? scope : _own(node) ?? Scope.Root;

    /// <summary>The module that a call is a call of: for <c>relu_1</c>, the second call of <c>relu</c>, that is <c>relu</c>.</summary>
    /// <param name="call">A scope that <see cref="ModuleOf"/> gave.</param>
    public Scope Registered(Scope call) => _reused.TryGetValue(call.Path, out string? path) ? new Scope(path) : call;

    /// <summary>
    /// Finds modules that are called again: <c>relu_1</c> beside <c>relu</c>, of the same operators with the same weights.
    /// </summary>
    /// <param name="nodes">Nodes in order.</param>
    /// <param name="stored">Name of the stored tensor behind a value, or null.</param>
    public void FindReuse(IEnumerable<OnnxNode> nodes, Func<string, string?> stored)
    {
        Dictionary<string, List<OnnxNode>> members = new(StringComparer.Ordinal);
        HashSet<string> parents = new(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            Scope module = ModuleOf(node);
            if (!members.TryGetValue(module.Path, out List<OnnxNode>? list))
            {
                members.Add(module.Path, list = []);
                // Whatever is above a known parent is known.
                for (Scope above = module; above.Level > 0 && parents.Add(above.Parent.Path); above = above.Parent)
                {
                }
            }

            list.Add(node);
        }

        foreach ((string path, List<OnnxNode> list) in members)
        {
            int mark = path.LastIndexOf('_');
            if (mark > 0 && mark < path.Length - 1 && path.AsSpan(mark + 1).IndexOfAnyExceptInRange('0', '9') < 0
                && !parents.Contains(path)
                && members.TryGetValue(path[..mark], out List<OnnxNode>? first) && !parents.Contains(path[..mark])
                    && Same(first, list, stored))
            {
                _reused[path] = path[..mark];
            }
        }
    }

    private static bool Same(List<OnnxNode> first, List<OnnxNode> second, Func<string, string?> stored) =>
        first.Count == second.Count && first.Zip(second).All(pair => pair.First.OpType == pair.Second.OpType
            && pair.First.Inputs.Select(stored).SequenceEqual(pair.Second.Inputs.Select(stored)));

    /// <summary>A node that tells nothing is where both its neighbours are.</summary>
    private void Fill(IReadOnlyList<OnnxNode> nodes)
    {
        Scope?[] own = new Scope?[nodes.Count];
        for (int index = 0; index < own.Length; index++)
            own[index] = _own(nodes[index]);
        Scope? next = null;
        Scope?[] after = new Scope?[nodes.Count];
        for (int index = own.Length - 1; index >= 0; index--)
        {
            after[index] = next;
            next = own[index] ?? next;
        }

        Scope? before = null;
        for (int index = 0; index < own.Length; index++)
        {
            _filled[nodes[index]] = own[index] ?? (before is { } left && after[index] is { } right ? Common(left, right) : Scope.Root);
            before = own[index] ?? before;
        }
    }

    private static Scope Common(Scope left, Scope right)
    {
        while (!right.IsWithin(left))
            left = left.Parent;
        return left;
    }
}
