using System.Runtime.CompilerServices;

namespace JouleTree.Core.Trees;

/// <summary>
/// The numbers of one node, one slot a <see cref="NodeColumn"/>. A missing number is null, never 0. Immutable; the
/// default has no number at all. Values are finite; <see cref="With"/> refuses others.
/// </summary>
public readonly struct NodeColumns : IEquatable<NodeColumns>
{
    // A slot holds the bits of the number, inverted, so that the all-zero default means «missing» (as bits, the
    // inverse of 0 is a NaN that no arithmetic produces and no file can hold).
    private readonly Slots _slots;

    private NodeColumns(Slots slots) => _slots = slots;

    /// <summary>The number in a column, or null where it is missing.</summary>
    /// <param name="column">A column.</param>
    public double? this[NodeColumn column] => _slots[(int)column] is var slot and not 0 ? Decode(slot) : null;

    /// <summary>The columns that have a number.</summary>
    public ColumnSet Present
    {
        get
        {
            ColumnSet present = default;
            for (int index = 0; index < NodeColumnNames.Count; index++)
            {
                if (_slots[index] != 0)
                    present = present.With((NodeColumn)index);
            }

            return present;
        }
    }

    /// <summary>These numbers with one replaced.</summary>
    /// <param name="column">Column to set.</param>
    /// <param name="value">A finite number in the column's unit, or null to remove it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public NodeColumns With(NodeColumn column, double? value)
    {
        if (value is { } number && !double.IsFinite(number))
            throw new ArgumentOutOfRangeException(nameof(value), value, "a node's numbers are finite; null means missing");
        Slots slots = _slots;
        slots[(int)column] = value is { } present ? Encode(present) : 0;
        return new NodeColumns(slots);
    }

    /// <inheritdoc/>
    public bool Equals(NodeColumns other) => ((ReadOnlySpan<ulong>)_slots).SequenceEqual(other._slots);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NodeColumns other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (ulong slot in (ReadOnlySpan<ulong>)_slots)
            hash.Add(slot);
        return hash.ToHashCode();
    }

    /// <summary>True if all numbers are the same bits.</summary>
    public static bool operator ==(NodeColumns left, NodeColumns right) => left.Equals(right);

    /// <summary>True if some number differs.</summary>
    public static bool operator !=(NodeColumns left, NodeColumns right) => !left.Equals(right);

    private static ulong Encode(double value) => ~BitConverter.DoubleToUInt64Bits(value);

    private static double Decode(ulong slot) => BitConverter.UInt64BitsToDouble(~slot);

    [InlineArray(NodeColumnNames.Count)]
    private struct Slots
    {
        private ulong _first;
    }
}
