namespace JouleTree.Core.Trees.Format;

/// <summary>What to take from a tree file. What is not asked for is skipped, which is where most of the speed lies.</summary>
public sealed record TreeReadOptions
{
    /// <summary>Everything, so that writing gives the same JSON again.</summary>
    public static TreeReadOptions Full { get; } = new();

    /// <summary>Numbers to read; others are left out of the nodes. Default: all.</summary>
    public ColumnSet Columns { get; init; } = ColumnSet.All;

    /// <summary>Keep the <c>jouletree</c> members and unknown ones. Default: true.</summary>
    public bool Details { get; init; } = true;

    /// <summary>Only the structure and some numbers: nothing that would be needed to write the trees again.</summary>
    /// <param name="columns">Numbers to read.</param>
    public static TreeReadOptions Only(ColumnSet columns) => new() { Columns = columns, Details = false };
}
