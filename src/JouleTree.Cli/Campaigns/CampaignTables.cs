using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Core.Files;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Trees.Format;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Tables;

namespace JouleTree.Cli.Campaigns;

/// <summary><c>--tables</c> of <c>collect</c> and <c>merge</c>: the results as tables beside their lines of JSON.</summary>
internal static class CampaignTables
{
    private const string None = "none";

    /// <summary>The option.</summary>
    public static Option<string> Option() => CommonOptions.Choice(
        "--tables", "Write the results as tables, too, beside their lines of JSON (none is the default).",
        None, CommonOptions.NameOf(OutputFormat.Parquet), CommonOptions.NameOf(OutputFormat.Arrow));

    /// <summary>Writes the results of a journal, and as tables those that are not there yet.</summary>
    /// <param name="folder">Folder of the journal.</param>
    /// <param name="tables">What was given to the option.</param>
    /// <returns>Names of the files with the number of their lines, or of trees or measurements of a table.</returns>
    public static IReadOnlyDictionary<string, int> Write(string folder, string tables)
    {
        IReadOnlyDictionary<string, int> lines = CampaignResults.Write(folder);
        if (tables == None)
            return lines;
        SortedDictionary<string, int> all = new(lines.ToDictionary(), StringComparer.Ordinal);
        foreach ((string name, int count) in lines)
        {
            string table = Path.ChangeExtension(name, tables);
            // Results that were written anew have taken old tables away.
            if (!File.Exists(Path.Combine(folder, table)))
                Write(Path.Combine(folder, name), new OutputFile(Path.Combine(folder, table)), CampaignResults.HoldsTrees(name));
            all[table] = count;
        }

        return all;
    }

    private static void Write(string source, OutputFile table, bool isTrees)
    {
        if (isTrees)
            TreeOutput.Write(table, TreeReader.Read(source));
        else
            table.Write(stream => TableFile.Write(
                stream, TableNames.Of(table)!.Value.ToTable(), "import codecarbon", LayerMeasurementColumns.Table,
                LayerMeasurementFile.Read(source)));
    }
}
