using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Tables;

namespace JouleTree.Cli.Formats;

/// <summary>Files of trees: lines of JSON, or a table with a row a node where the name of the file promises one.</summary>
internal static class TreeOutput
{
    /// <summary>Writes trees as they come.</summary>
    /// <param name="file">The file.</param>
    /// <param name="write">Is given what writes a tree. What it throws passes through, and the file stays as it was.</param>
    public static void Write(OutputFile file, Action<Action<ModelTree>> write) => file.Write(stream =>
    {
        if (TableNames.Of(file) is { } format)
        {
            TableFile.WriteTrees(stream, format.ToTable(), write);
            return;
        }

        using TreeWriter writer = new(stream);
        write(writer.Write);
    });

    /// <summary>Writes trees.</summary>
    /// <param name="file">The file.</param>
    /// <param name="trees">The trees.</param>
    public static void Write(OutputFile file, params IEnumerable<ModelTree> trees) => Write(file, write =>
    {
        foreach (ModelTree tree in trees)
            write(tree);
    });
}
