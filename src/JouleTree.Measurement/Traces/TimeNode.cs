using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Traces;

/// <summary>A node of a time tree while it is put together: seconds of every pass.</summary>
internal sealed class TimeNode(Scope scope, string type)
{
    private readonly Dictionary<string, TimeNode> _byName = new(StringComparer.Ordinal);
    private readonly List<TimeNode> _children = [];
    private readonly Dictionary<int, double> _seconds = [];
    private readonly Dictionary<string, double> _called = new(StringComparer.Ordinal);

    public Scope Scope { get; } = scope;

    public string Type { get; } = type;

    /// <summary>A range that the program named, whose class is not known.</summary>
    public bool IsRange { get; init; }

    public IReadOnlyList<TimeNode> Children => _children;

    /// <summary>The node of a name below; made where there is none.</summary>
    /// <exception cref="InputException">It would be deeper than a tree can be.</exception>
    public TimeNode Child(string name, string type, bool isRange = false)
    {
        if (_byName.TryGetValue(name, out TimeNode? known))
            return known;
        if (Scope.Level + 1 >= ModelTree.MaxDepth)
            throw new InputException($"has modules in modules {ModelTree.MaxDepth} deep: expected those of a network");
        TimeNode child = new(Scope.Child(name), type) { IsRange = isRange };
        _byName.Add(name, child);
        _children.Add(child);
        return child;
    }

    public void Add(int pass, double seconds) => _seconds[pass] = _seconds.GetValueOrDefault(pass) + seconds;

    /// <summary>Notes an operator that a leaf calls: a named range that is one operator nearly all of its time is that operator.</summary>
    public void Calls(string type, double seconds) => _called[type] = _called.GetValueOrDefault(type) + seconds;

    private string TypeOfLeaf()
    {
        const double nearlyAll = 0.8;
        if (!IsRange || _called.Count == 0)
            return Type;
        (string type, double seconds) = _called.MaxBy(entry => entry.Value);
        return seconds >= nearlyAll * _called.Values.Sum() ? type : Type;
    }

    /// <summary>The node of a tree: medians over the passes that it took part in, ids in order, parents first.</summary>
    public TreeNode ToTree(NodeKind kind, ref int nextId)
    {
        string id = (nextId++).ToString(CultureInfo.InvariantCulture);
        TreeNode[] children = new TreeNode[_children.Count];
        for (int index = 0; index < children.Length; index++)
            children[index] = _children[index].ToTree(_children[index].Children.Count > 0 ? NodeKind.Module : NodeKind.Primitive,
                ref nextId);
        return Timed(new TreeNode
        {
            Id = id,
            Scope = Scope,
            Kind = kind,
            InstanceType = children.Length == 0 ? TypeOfLeaf() : Type,
            Children = children
        }, [.. _seconds.Values]);
    }

    /// <summary>A node with the times of its passes; as it is where there are none.</summary>
    public static TreeNode Timed(TreeNode node, IReadOnlyList<double> seconds)
    {
        if (seconds.Count == 0)
            return node;
        MedianEstimate estimate = MedianEstimate.Of(seconds);
        return node with
        {
            Columns = node.Columns.With(NodeColumn.TimesMean, estimate.Median),
            Details = (node.Details ?? new NodeDetails()) with
            {
                Time = new TimeDetails
                {
                    Seconds = estimate.Median,
                    // One pass, or two, say nothing of how far the median may be off.
                    Low = estimate.Rounds > 2 ? estimate.Low : null,
                    High = estimate.Rounds > 2 ? estimate.High : null,
                    Variation = estimate.Variation,
                },
            },
        };
    }
}
