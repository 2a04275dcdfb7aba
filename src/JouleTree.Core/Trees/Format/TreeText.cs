using System.Text;

namespace JouleTree.Core.Trees.Format;

/// <summary>Trees as the text of a tree file, for what is not written to one.</summary>
internal static class TreeText
{
    /// <summary>A line a tree.</summary>
    /// <param name="trees">Trees.</param>
    public static string Of(params IEnumerable<ModelTree> trees)
    {
        using MemoryStream stream = new();
        using (TreeWriter writer = new(stream))
            writer.Write(trees);
        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
