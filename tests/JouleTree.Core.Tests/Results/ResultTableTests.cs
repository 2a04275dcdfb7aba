using System.Text;
using System.Text.Json;
using JouleTree.Core.Results;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Results;

public sealed class ResultTableTests
{
    private static readonly ResultTable<(string Name, double? Joules, string[] Notes)> Table = new(
        new Column<(string Name, double? Joules, string[] Notes)>("scope", row => row.Name).Shown("module", row => row.Name),
        new Column<(string Name, double? Joules, string[] Notes)>("energy_j", row => row.Joules)
            .ShownRight("energy", row => row.Joules is null ? "?" : $"{row.Joules} J"),
        Column<(string Name, double? Joules, string[] Notes)>.Of("notes", CellType.Texts, row => Cell.Of(row.Notes)),
        Column<(string Name, double? Joules, string[] Notes)>.OnlyShown("bar", row => row.Joules > 1 ? "██" : "█"));

    private static readonly (string, double?, string[])[] Rows = [("root", 0.1 + 0.2, []), ("root.a,b", null, ["x; y", "z"])];

    [Fact]
    public void Csv_Rows_HaveHeaderAllDigitsAndEmptyCellsForUnknown() => Table.Csv(Rows).ShouldBe(
        "scope,energy_j,notes\nroot,0.30000000000000004,\n\"root.a,b\",,x; y; z\n");

    [Fact]
    public void JsonLines_Rows_AreObjectsWithTheNamesOfCsv() => Table.JsonLines(Rows).ShouldBe(
        "{\"scope\":\"root\",\"energy_j\":0.30000000000000004,\"notes\":[]}\n"
        + "{\"scope\":\"root.a,b\",\"energy_j\":null,\"notes\":[\"x; y\",\"z\"]}\n");

    [Fact]
    public void WriteKnown_Unknown_IsLeftOutAndAnEmptyListIsNot()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            Table.WriteKnown(json, ("root", null, []));
            json.WriteEndObject();
        }

        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe("{\"scope\":\"root\",\"notes\":[]}");
    }

    [Fact]
    public void Text_Rows_ShowTitledColumns() => Table.Text([("root", 2, []), ("root.a", null, [])]).ShouldBe(
        "module  energy  bar\nroot       2 J  ██\nroot.a       ?  █\n");

    [Fact]
    public void In_WholeRows_GiveThePartsCells()
    {
        Column<int> half = new Column<int>("half", number => number / 2.0).ShownRight("½", number => $"{number / 2.0}");

        new ResultTable<string>(half.In<string>(text => text.Length)).Csv(["abc"]).ShouldBe("half\n1.5\n");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Cell_NotFinite_IsUnknown(double number) => ((Cell)number).IsNone.ShouldBeTrue();

    // What a spreadsheet or a parser reads is what was meant: any text comes back from JSON, and any cell of CSV is one cell.
    [Fact]
    public void AnyText_ThroughJsonAndCsv_IsOneCell() => Properties.ForSeeds(300, seed =>
    {
        Random random = new(seed);
        string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => ",\"\n\r=+-@xé名;x"[random.Next(13)]));
        ResultTable<string> table = new(new Column<string>("a", row => row), new Column<string>("b", _ => 1L));

        JsonDocument.Parse(table.JsonLines([text])).RootElement.GetProperty("a").GetString().ShouldBe(text);
        CellsOf(table.Csv([text])).Count.ShouldBe(4);
    });

    // RFC 4180 by hand: quotes toggle, commas and line ends outside of them separate.
    private static List<string> CellsOf(string csv)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool quoted = false;
        foreach (char letter in csv)
        {
            if (letter == '"')
                quoted = !quoted;
            else if (!quoted && letter is ',' or '\n' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(letter);
        }

        return cells;
    }
}
