using System.Text;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class TreeFuzzTests
{
    [Fact]
    public void Trees_Damaged_EndInSuccessOrAClearError()
    {
        byte[][] lines = [.. RealLines().Concat(Enumerable.Range(0, 20).Select(seed => new RandomTrees(seed).Next().Line))
            .Select(Encoding.UTF8.GetBytes)];
        TreeParser parser = new("fuzz", TreeReadOptions.Full);
        Fuzz.Run(lines, bytes =>
        {
            // The reader cuts lines before the parser sees them.
            int end = Array.IndexOf(bytes, (byte)'\n');
            ModelTree tree = parser.Parse(end < 0 ? bytes : bytes.AsSpan(0, end), 1);
            using MemoryStream stream = new();
            using TreeWriter writer = new(stream);
            writer.Write(tree);
            // What was accepted can be read again.
            parser.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length).TrimEnd((byte)'\n'), 1);
        });
    }

    // Real lines where the measurements are there, without the layers that repeat: the same members, a tenth of the size.
    private static IEnumerable<string> RealLines()
    {
        using MemoryStream stream = new();
        using TreeWriter writer = new(stream);
        if (SharedData.Folder is not null)
        {
            foreach (ModelTree tree in TreeReader.Read(SharedData.PathOf("irene", "expected", "six_trees.jsonl")))
            {
                writer.Write(tree with
                {
                    Root = tree.Root.Rebuild(node => node
                        with
                    {
                        Children = [.. node.Children.Where(child => !int.TryParse(child.Scope.Name, out int layer)
                        || layer == 0)]
                    }),
                });
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
