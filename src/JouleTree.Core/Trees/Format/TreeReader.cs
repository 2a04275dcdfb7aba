using System.Collections.Concurrent;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Trees.Format;

/// <summary>
/// Reads tree files: one JSON object a line (docs/tree-format.md). Lines are parsed ahead on other threads, a few hundred
/// KiB of them; no more of a file is in memory. Trees and errors come in file order whatever the number of threads.
/// </summary>
/// <example>
/// <code>
/// TreeReadOptions energies = TreeReadOptions.Only(ColumnSet.Of(NodeColumn.GroundTruthEnergy));
/// foreach (ModelTree tree in TreeReader.Read("trees.jsonl.gz", energies))
///     Console.WriteLine($"{tree.ModelName}, batch {tree.BatchSize}: {tree.Root.GroundTruthJoules} J");
/// </code>
/// </example>
public static class TreeReader
{
    /// <summary>The trees of a file, in file order, each read when it is asked for.</summary>
    /// <param name="file">A tree file, plain or compressed by gzip.</param>
    /// <param name="options">What to take from it; null for everything.</param>
    /// <exception cref="InputException">
    /// While enumerating: the file cannot be read, holds no tree, or a line breaks a rule of the format; the message
    /// names file, line, node and field.
    /// </exception>
    public static IEnumerable<ModelTree> Read(InputFile file, TreeReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ReadFile(file, options ?? TreeReadOptions.Full);
    }

    /// <summary>The trees of a stream, in order, each read when it is asked for.</summary>
    /// <param name="stream">A stream of tree lines; it stays open.</param>
    /// <param name="name">What error messages call the stream.</param>
    /// <param name="options">What to take from it; null for everything.</param>
    /// <exception cref="InputException">As for <see cref="Read(InputFile, TreeReadOptions?)"/>.</exception>
    public static IEnumerable<ModelTree> Read(Stream stream, string name, TreeReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return ReadStream(stream, name, options ?? TreeReadOptions.Full);
    }

    private static IEnumerable<ModelTree> ReadFile(InputFile file, TreeReadOptions options)
    {
        using Stream stream = file.Open();
        TableColumns.Require(stream, file.Name, "frontend_tree", "trees",
            "a row a node, as trees are written to a name that ends in .parquet or .arrow (docs/tree-format.md)");
        foreach (ModelTree tree in ReadStream(stream, file.Name, options))
            yield return tree;
    }

    private static IEnumerable<ModelTree> ReadStream(Stream stream, string name, TreeReadOptions options)
    {
        LineReader lines = new(stream, name);
        ConcurrentBag<TreeParser> parsers = [];
        Queue<Task<ModelTree[]>> pending = new();
        bool any = false;
        TreeChunk? next = TreeChunk.Next(lines);
        while (next is not null || pending.Count > 0)
        {
            while (next is not null && pending.Count < Environment.ProcessorCount)
            {
                TreeChunk chunk = next;
                pending.Enqueue(Task.Run(() => Parse(chunk)));
                next = TreeChunk.Next(lines);
            }

            foreach (ModelTree tree in pending.Dequeue().GetAwaiter().GetResult())
            {
                any = true;
                yield return tree;
            }
        }

        lines.ThrowIfFailed();
        if (!any)
            throw new InputException(new InputPlace(name), "is empty, expected a tree as a JSON object on each line");

        ModelTree[] Parse(TreeChunk chunk)
        {
            TreeParser parser = parsers.TryTake(out TreeParser? idle) ? idle : new TreeParser(name, options);
            try
            {
                return chunk.Parse(parser);
            }
            finally
            {
                parsers.Add(parser);
            }
        }
    }
}

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
