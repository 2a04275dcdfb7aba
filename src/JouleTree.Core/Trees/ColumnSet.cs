using System.Collections;
using System.Numerics;

namespace JouleTree.Core.Trees;

/// <summary>A set of columns, such as those that a command asks of a tree file. Immutable; the default is empty.</summary>
public readonly record struct ColumnSet : IEnumerable<NodeColumn>
{
    private readonly uint _bits;

    private ColumnSet(uint bits) => _bits = bits;

    /// <summary>No column: only the structure of the tree.</summary>
    public static ColumnSet None => default;

    /// <summary>Every column.</summary>
    public static ColumnSet All { get; } = new((1u << NodeColumnNames.Count) - 1);

    /// <summary>Number of columns in the set.</summary>
    public int Count => BitOperations.PopCount(_bits);

    /// <summary>The set of some columns.</summary>
    /// <param name="columns">Columns in any order, repeats allowed.</param>
    public static ColumnSet Of(params IEnumerable<NodeColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        uint bits = 0;
        foreach (NodeColumn column in columns)
            bits |= Bit(column);
        return new ColumnSet(bits);
    }

    /// <summary>True if the column is in the set.</summary>
    /// <param name="column">A column.</param>
    public bool Contains(NodeColumn column) => (_bits & Bit(column)) != 0;

    /// <summary>This set with one more column.</summary>
    /// <param name="column">A column.</param>
    public ColumnSet With(NodeColumn column) => new(_bits | Bit(column));

    /// <summary>This set without a column.</summary>
    /// <param name="column">A column.</param>
    public ColumnSet Without(NodeColumn column) => new(_bits & ~Bit(column));

    /// <summary>The columns of both sets.</summary>
    /// <param name="other">Another set.</param>
    public ColumnSet Union(ColumnSet other) => new(_bits | other._bits);

    /// <summary>The columns in the order of <see cref="NodeColumn"/>.</summary>
    public IEnumerator<NodeColumn> GetEnumerator()
    {
        for (int index = 0; index < NodeColumnNames.Count; index++)
        {
            if (Contains((NodeColumn)index))
                yield return (NodeColumn)index;
        }
    }

    /// <summary>The published names, joined by commas.</summary>
    public override string ToString() => string.Join(", ", this.Select(column => column.ToPublishedName()));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static uint Bit(NodeColumn column) => 1u << (int)column;
}
