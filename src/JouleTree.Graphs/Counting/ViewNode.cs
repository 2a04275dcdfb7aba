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

    /// <summary>Children; empty for a leaf.</summary>
    public List<ViewNode> Children { get; private set; } = [];

    /// <summary>Operators that have no node of their own and count here.</summary>
    public List<Operator> OwnOperators { get; } = [];

    /// <summary>What a reader should know of how it is counted, or null.</summary>
    public string? Note { get; set; }

    /// <summary>What a module costs beyond its operators.</summary>
    public OperatorCounts Terms { get; set; }

    /// <summary>Puts registered children before functions, each in order of execution, as in the published trees.</summary>
    public void OrderRegisteredFirst() =>
        Children = [.. Children.OrderBy(child => child.Operator is { IsModule: false } ? 1 : 0)];

    /// <summary>Takes over a child that has no children of its own: its operators count here.</summary>
    /// <param name="child">A module without nodes below it.</param>
    public void Absorb(ViewNode child)
    {
        Children.Remove(child);
        OwnOperators.AddRange(child.OwnOperators);
        Terms += child.Terms;
    }
}
