using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Measurement.Traces;

namespace JouleTree.Cli.Import;

/// <summary>Options and text of the commands that make time trees.</summary>
internal sealed class TimeTreeOutput
{
    private static readonly ResultTable<TreeRow> Columns = new(
    [
        Column<TreeRow>.OnlyShown("module", row => row.Name),
        Column<TreeRow>.OnlyShown("type", row => row.Node.InstanceType),
        .. TreeColumns.Node, .. TreeColumns.Time,
        Column<TreeRow>.OnlyShownRight("time", row => Engineering.Of(row.Node.Seconds, "s")),
        Column<TreeRow>.OnlyShownRight("interval", row =>
            Engineering.Spread(row.Node.Seconds, row.Node.Details?.Time?.Low, row.Node.Details?.Time?.High)),
        new Column<TreeRow>("time_share", row => row.Node.Seconds / row.Tree.Root.Seconds)
            .ShownRight(Quantity.BarTitle("share of time"), row => Quantity.Bar(row.Node.Seconds / row.Tree.Root.Seconds)),
        new Column<TreeRow>("own_time_s", row => Own(row.Node))
            .ShownRight("own", row => Own(row.Node) is { } own ? Engineering.Of(own, "s") : ""),
        TreeColumns.Notes,
    ]);

    private readonly Option<OutputFile?> _output = CommonOptions.Output("the tree (JSONL, or a row a node as .parquet or .arrow)");

    private readonly Option<int> _depth =
        new Option<int>("--depth", "-d")
        {
            Description = "Levels of the tree that the table shows.",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        }.Whole(0);

    private readonly Option<OutputFormat> _format = CommonOptions.Format();

    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Add(_output);
        command.Add(_depth);
        command.Add(_format);
        command.Add(_quiet);
    }

    /// <summary>Writes a tree to where the command line says.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="context">Where text goes.</param>
    /// <param name="imported">The tree with its remarks.</param>
    public void Write(ParseResult parsed, CommandContext context, ImportedTrace imported)
    {
        ModelTree tree = imported.Tree with
        {
            Details = (imported.Tree.Details ?? new TreeDetails()) with { Command = context.CommandText },
        };
        if (parsed.GetValue(_output) is { } file)
            TreeOutput.Write(file, tree);
        if (!TableOutput.Write(context, parsed.GetValue(_format), "import", Columns, TreeRow.Of(tree)))
            context.Show(Text(imported, tree, parsed.GetValue(_format), parsed.GetValue(_depth), context.Width));
        if (parsed.GetValue(_quiet))
            return;
        foreach (string remark in imported.Remarks)
            context.Say(remark);
    }

    private static string Text(ImportedTrace imported, ModelTree tree, OutputFormat format, int depth, int? width) => format switch
    {
        OutputFormat.Json => JsonText.Of(json => Columns.WriteArray(json, TreeRow.Of(tree))) + "\n",
        OutputFormat.Csv => Columns.Csv(TreeRow.Of(tree)),
        OutputFormat.Jsonl => TreeText.Of(tree),
        _ => string.Create(CultureInfo.InvariantCulture,
            $"{Columns.Text(TreeRow.Of(tree, depth), width)}\n{Harmless.Line(tree.ModelName)}: "
            + $"{(imported.Passes == 1 ? "of one pass" : $"medians of {imported.Passes} passes")}, time only; "
            + $"own: what a module's parts do not explain\n"),
    };

    private static double? Own(TreeNode node) => node.Children.Count > 0 && node.Seconds is { } seconds
        ? seconds - node.Children.Sum(child => child.Seconds ?? 0)
        : null;
}
