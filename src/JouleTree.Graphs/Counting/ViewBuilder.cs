using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Counting;

/// <summary>Puts the operators of a graph into a tree of their modules.</summary>
internal sealed class ViewBuilder(Graph graph, CountingRules rules)
{
    private static readonly HashSet<string> IrenePrimitives = ["Linear", "Conv1D", "Embedding", "LayerNorm", "MatMul", "Softmax", "Tanh"];

    private readonly Dictionary<string, ViewNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphModule> _modules =
        graph.Modules.ToDictionary(module => module.Scope.Path, StringComparer.Ordinal);

    /// <summary>Every operator a leaf.</summary>
    public GraphView Full()
    {
        ViewNode root = NodeOf(Graph.RootScope, dropLists: false);
        // Operators of one module mostly follow each other.
        ViewNode parent = root;
        foreach (Operator op in graph.Operators)
        {
            if (!IsIn(op.Scope, parent.Scope))
                parent = NodeOf(op.Scope.Parent, dropLists: false);
            parent.Add(new ViewNode(op.Scope, NodeKind.Primitive, op.Type, op));
        }

        return new ViewCounter(graph, rules).Count(root);
    }

    /// <summary>The seven published primitives as leaves.</summary>
    public GraphView Irene()
    {
        ViewNode root = NodeOf(Graph.RootScope, dropLists: true);
        foreach (Operator op in graph.Operators)
        {
            ViewNode parent = NodeOf(op.Scope.Parent, dropLists: true);
            if (!IrenePrimitives.Contains(op.Type))
            {
                parent.Own(op);
                continue;
            }

#pragma warning disable CA1308 // Names of functions are lower case in the published scopes.
            string name = op.IsModule ? op.Scope.Name : op.Type.ToLowerInvariant();
#pragma warning restore CA1308
            parent.Add(new ViewNode(parent.Scope.Child(name), NodeKind.Primitive, op.Type, op));
        }

        Tidy(root);
        return new ViewCounter(graph, rules).Count(root);
    }

    private static bool IsIn(Scope scope, Scope module)
    {
        (string path, string outer) = (scope.Path, module.Path);
        return path.Length > outer.Length && path[outer.Length] == '.' && path.LastIndexOf('.') == outer.Length
            && path.StartsWith(outer, StringComparison.Ordinal);
    }

    private static void Tidy(ViewNode node)
    {
        foreach (ViewNode child in node.Children.ToArray())
        {
            Tidy(child);
            if (child.Kind == NodeKind.Module && child.Children.Count == 0)
                node.Absorb(child);
        }

        node.OrderRegisteredFirst();
    }

    /// <summary>The node of a module, made with its ancestors at its first operator, so that order is that of execution.</summary>
    private ViewNode NodeOf(Scope scope, bool dropLists)
    {
        if (_nodes.TryGetValue(scope.Path, out ViewNode? known))
            return known;
        GraphModule module = _modules[scope.Path];
        ViewNode node;
        if (scope == Graph.RootScope)
        {
            node = new ViewNode(scope, NodeKind.Model, module.ClassName);
        }
        else
        {
            ViewNode parent = NodeOf(scope.Parent, dropLists);
            if (dropLists && module.IsList)
            {
                _nodes.Add(scope.Path, parent);
                return parent;
            }

            string className = dropLists ? IreneClassNames.Of(module.ClassName) : module.ClassName;
            node = new ViewNode(parent.Scope.Child(scope.Name), NodeKind.Module, className);
            parent.Add(node);
        }

        node.Note = module.Note;
        node.Terms = rules.ModuleTerms(module);
        _nodes.Add(scope.Path, node);
        return node;
    }
}
