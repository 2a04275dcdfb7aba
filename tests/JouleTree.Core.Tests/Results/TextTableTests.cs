using JouleTree.Core.Results;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Results;

public sealed class TextTableTests
{
    [Fact]
    public void Render_Wide_LeavesNoSpacesAtTheEnds()
    {
        TextTable table = new("name", ">n", "remark");
        table.Add("a", "1", "");
        table.Add("long name", "1234", "x");

        table.Render().ShouldBe("name          n  remark\na             1\nlong name  1234  x\n");
    }

    [Fact]
    public void Render_Narrow_ShortensNamesInTheMiddleAndBreaksTheLastText()
    {
        TextTable table = new("module", ">energy", "remark");
        table.Add("root.encoder.layer.11.attention.self.query", "1.25 J", "two words and then some more words");

        table.Render(40).ShouldBe(
            "module           energy  remark\nroot.en…f.query  1.25 J  two words and\n"
            + "                         then some more\n                         words\n");
    }

    [Fact]
    public void Render_TooNarrow_SaysWhichColumnsAreLeftOut()
    {
        TextTable table = new("module", ">energy", ">time", ">power");
        table.Add("root", "123456 J", "123456 s", "123456 W");

        table.Render(30).ShouldBe("module    energy      time\nroot    123456 J  123456 s\n(no room for: power)\n");
    }

    // Whatever the cells: no line is wider than the terminal where the first column and one number fit, and no number is cut.
    [Fact]
    public void Render_AnyCells_FitsTheTerminalAndKeepsNumbersWhole() => Properties.ForSeeds(200, seed =>
    {
        Random random = new(seed);
        int columns = random.Next(1, 7);
        string[] titles = [.. Enumerable.Range(0, columns).Select(index => index > 0 && random.Next(2) == 0 ? $">n{index}" : $"t{index}")];
        TextTable table = new(titles);
        List<string[]> rows = [];
        for (int row = 0; row < 5; row++)
        {
            string[] cells = [.. titles.Select(title => title[0] == '>'
                ? random.Next(1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : string.Join(' ', Enumerable.Repeat("word", random.Next(8))))];
            rows.Add([.. cells]);
            table.Add(cells);
        }

        int width = random.Next(24, 100);
        string[] lines = table.Render(width).TrimEnd('\n').Split('\n');
        int shown = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

        lines.Where(line => !line.StartsWith("(no room", StringComparison.Ordinal)).ShouldAllBe(line => line.Length <= width);
        foreach (string[] row in rows)
        {
            foreach (int number in Enumerable.Range(0, shown).Where(index => titles[index][0] == '>'))
                lines.ShouldContain(line => line.Contains(row[number], StringComparison.Ordinal));
        }
    });
}
