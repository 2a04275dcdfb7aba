namespace JouleTree.Cli.Tests.Approvals;

/// <summary>A command line whose output is compared with an approved one.</summary>
/// <param name="Name">Name of the approved file.</param>
/// <param name="CommandLine">Arguments, a space between two; <c>@name</c> is a file of <see cref="ApprovalInputs"/>.</param>
internal sealed record ApprovalCase(string Name, string CommandLine)
{
    /// <summary>The user has given up before it began, as a verb needs that runs until it is stopped.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Columns of the terminal; null for a pipe.</summary>
    public int? Width { get; init; }

    /// <summary>The arguments.</summary>
    public IReadOnlyList<string> Words => CommandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True where the command line names a verb.</summary>
    /// <param name="verb">The verb, such as <c>import irene-csv</c>.</param>
    public bool Runs(string verb) => $"{CommandLine} ".StartsWith($"{verb} ", StringComparison.Ordinal);
}
