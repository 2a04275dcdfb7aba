using System.Text;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Tables.Columns;

namespace JouleTree.Tables.Tests;

/// <summary>Tables and trees for tests, and ways through files.</summary>
internal static class Samples
{
    /// <summary>A column of each type, and rows with values, without, and with empty lists.</summary>
    public static readonly ResultTable<int> Rows = new(
        new("name_j", row => row == 1 ? null : $"ä{row}"),
        new("macs", row => row == 1 ? null : long.MaxValue - row),
        new("energy_j", row => row == 1 ? null : row * 0.5),
        new("partial", row => row == 1 ? null : row == 0),
        Column<int>.Of("notes", CellType.Texts, row => row == 1 ? default : Cell.Of(row == 0 ? ["a", "b"] : (string[])[])),
        Column<int>.Of("repetition_energy_j", CellType.Reals, row => row == 1 ? default : Cell.Of(row == 0 ? [1.5] : (double[])[])),
        Column<int>.Of("stride", CellType.Sizes, row => row == 1 ? default : Cell.Of(row == 0 ? [1, 2] : (long[])[])),
        Column<int>.Of("inputs", CellType.Shapes, row => row == 1 ? default : Cell.Of(row == 0 ? [[1, 2], [], [3]] : (long[][])[])),
        Column<int>.Of("terms_j", CellType.Numbers, row =>
            row == 1 ? default : Cell.Of(row == 0 ? new Dictionary<string, double> { ["x"] = 0.25 } : [])));

    /// <summary>A table as a file.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="count">Number of rows.</param>
    public static byte[] File(TableFormat format, int count = 3)
    {
        using MemoryStream stream = new();
        TableFile.Write(stream, format, "estimate", Rows, Enumerable.Range(0, count));
        return stream.ToArray();
    }

    /// <summary>Trees as a file.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="trees">The trees.</param>
    public static byte[] File(TableFormat format, IEnumerable<ModelTree> trees)
    {
        using MemoryStream stream = new();
        TableFile.WriteTrees(stream, format, write => trees.ToList().ForEach(write));
        return stream.ToArray();
    }

    /// <summary>The text that a file stands for.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="file">The file.</param>
    public static string Text(TableFormat format, byte[] file)
    {
        using Stream text = TableFile.Text(new MemoryStream(file), format, "x.table");
        using StreamReader reader = new(text);
        return reader.ReadToEnd();
    }

    /// <summary>The trees of the lines of a tree file.</summary>
    /// <param name="lines">The lines.</param>
    public static List<ModelTree> Trees(string lines)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(lines));
        return [.. TreeReader.Read(stream, "test")];
    }
}
