using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Cli.Networks;

/// <summary>What the operators of a type cost together.</summary>
/// <param name="type">The type.</param>
internal sealed class TypeCounts(string type)
{
    /// <summary>The type.</summary>
    public string Type => type;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether all of them could be counted.</summary>
    public bool IsKnown { get; private set; } = true;

    /// <summary>Multiply-accumulate operations of those that could be counted.</summary>
    public long Macs { get; private set; }

    /// <summary>Floating-point operations of those that could be counted.</summary>
    public long Flops { get; private set; }

    /// <summary>Bytes read and written by those that could be counted.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds an operator.</summary>
    /// <param name="counts">Its counts; null where no rule counts it.</param>
    public void Add(OperatorCounts? counts)
    {
        Count++;
        IsKnown &= counts is not null;
        Macs = checked(Macs + (counts?.Macs ?? 0));
        Flops = checked(Flops + (counts?.Flops ?? 0));
        Bytes = checked(Bytes + (counts?.Bytes ?? 0));
    }
}
