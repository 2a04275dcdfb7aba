using JouleTree.Core.Trees;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Counting;

/// <summary>A node while a view is being put together: a module with its children, or an operator.</summary>
internal sealed class ViewNode(Scope scope, NodeKind kind, string instanceType, Operator? op = null)
{
    /// <summary>Path in the view.</summary>
    public Scope Scope { get; } = scope;

    /// <summary>Model, module or primitive.</summary>
    public NodeKind Kind { get; } = kind;

    /// <summary>Class of the module or type of the operator.</summary>
    public string InstanceType { get; } = instanceType;

    /// <summary>The operator of a leaf.</summary>
    public Operator? Operator { get; } = op;

    // Most nodes are leaves and need neither.
    private List<ViewNode>? _children;
    private List<Operator>? _ownOperators;

    /// <summary>Children; empty for a leaf.</summary>
    public IReadOnlyList<ViewNode> Children => _children ?? (IReadOnlyList<ViewNode>)[];

    /// <summary>Operators that have no node of their own and count here.</summary>
    public IReadOnlyList<Operator> OwnOperators => _ownOperators ?? (IReadOnlyList<Operator>)[];

    /// <summary>What a reader should know of how it is counted, or null.</summary>
    public string? Note { get; set; }

    /// <summary>What a module costs beyond its operators.</summary>
    public OperatorCounts Terms { get; set; }

    /// <summary>Puts a child behind the others.</summary>
    /// <param name="child">The child.</param>
    public void Add(ViewNode child) => (_children ??= []).Add(child);

    /// <summary>Counts an operator here that gets no node of its own.</summary>
    /// <param name="op">The operator.</param>
    public void Own(Operator op) => (_ownOperators ??= []).Add(op);

    /// <summary>Puts registered children before functions, each in order of execution, as in the published trees.</summary>
    public void OrderRegisteredFirst() =>
        _children = _children is null ? null : [.. _children.OrderBy(child => child.Operator is { IsModule: false } ? 1 : 0)];

    /// <summary>Takes over a child that has no children of its own: its operators count here.</summary>
    /// <param name="child">A module without nodes below it.</param>
    public void Absorb(ViewNode child)
    {
        _children?.Remove(child);
        (_ownOperators ??= []).AddRange(child.OwnOperators);
        Terms += child.Terms;
    }
}
