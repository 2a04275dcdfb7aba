using System.CommandLine;

namespace JouleTree.Cli.Trees;

/// <summary>Arguments that the verbs over tree files share.</summary>
internal static class TreeArguments
{
    /// <summary>A tree file.</summary>
    public static Argument<string> Data(string description, string name = "DATA.jsonl") => new(name) { Description = description };
}
