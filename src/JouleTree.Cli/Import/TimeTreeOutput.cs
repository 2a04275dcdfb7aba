using System.CommandLine;
using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Measurement.Traces;

namespace JouleTree.Cli.Import;

/// <summary>Options and text of the commands that make time trees.</summary>
internal sealed class TimeTreeOutput
{
    private readonly Option<string?> _output = CommonOptions.Output("the tree (JSONL)");

    private readonly Option<int> _show =
        new Option<int>("--show")
        {
            Description = "Levels of the tree that the table shows.",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        }.Whole(0);

    private readonly Option<OutputFormat> _format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);

    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Add(_output);
        command.Add(_show);
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
        if (parsed.GetValue(_output) is { } path)
            AtomicFile.Write(path, stream => Lines(stream, tree));
        if (parsed.GetValue(_format) == OutputFormat.Jsonl)
        {
            using MemoryStream stream = new();
            Lines(stream, tree);
            context.Show(Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        }
        else
        {
            context.Show(Table(tree, imported.Passes, parsed.GetValue(_show)));
        }

        if (parsed.GetValue(_quiet))
            return;
        foreach (string remark in imported.Remarks)
            context.Say(remark);
    }

    private static void Lines(Stream stream, ModelTree tree)
    {
        using TreeWriter writer = new(stream);
        writer.Write(tree);
    }

    private static string Table(ModelTree tree, int passes, int depth)
    {
        TextTable table = new("module", "type", ">time", ">interval", "share of time", ">own");
        Add(tree.Root, 0);
        return string.Create(CultureInfo.InvariantCulture,
            $"{table.Render()}\n{Harmless.Line(tree.ModelName)}: medians of {passes} pass(es), time only; own: what a module's parts do "
                + $"not explain\n");

        void Add(TreeNode node, int level)
        {
            TimeDetails? time = node.Details?.Time;
            double? own = node.Children.Count > 0 && node.Seconds is { } seconds
                ? seconds - node.Children.Sum(child => child.Seconds ?? 0)
                : null;
            table.Add(
                new string(' ', 2 * level) + (level == 0 ? "root" : node.Scope.Name), node.InstanceType, Engineering.Of(node.Seconds, "s"),
                Engineering.Spread(time?.Seconds, time?.Low, time?.High), Quantity.Bar(node.Seconds / tree.Root.Seconds), own is null
                    ? ""
                    : Engineering.Of(own, "s"));
            foreach (TreeNode child in node.Children.Where(_ => level < depth))
                Add(child, level + 1);
        }
    }
}
