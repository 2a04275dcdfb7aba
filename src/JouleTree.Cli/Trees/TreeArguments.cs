using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Files;

namespace JouleTree.Cli.Trees;

/// <summary>Arguments that the verbs over tree files share.</summary>
internal static class TreeArguments
{
    /// <summary>A tree file.</summary>
    public static Argument<InputFile> Data(string description, string name = "DATA.jsonl") =>
        new Argument<InputFile>(name) { Description = $"{description.TrimEnd('.')}; - is standard input." }.Read();
}
