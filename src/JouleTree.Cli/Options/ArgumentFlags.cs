using JouleTree.Graphs;

namespace JouleTree.Cli.Options;

/// <summary>The options that stand for arguments of the libraries, whose messages know no options.</summary>
internal static class ArgumentFlags
{
    /// <summary>The option of an argument, or null where none stands for it.</summary>
    /// <param name="argument">The argument as the library calls it, or null.</param>
    public static string? Of(string? argument) => argument switch
    {
        nameof(Workload.FloatType) => "--data-type",
        _ => null,
    };
}
