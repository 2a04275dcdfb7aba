using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Cli.Pictures;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Reporting.Plots;
using JouleTree.Reporting.Report;

namespace JouleTree.Cli.Reports;

/// <summary><c>jouletree report</c>: trees as one HTML file to look at and to mail, or as a single picture.</summary>
internal static class ReportCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> data = TreeArguments.Data("Trees to show (JSONL): measured, predicted or counted.", "TREES.jsonl");
        PictureOptions picture = new(TreePlots.Names, page: "the page");
        Option<int?> tree = new Option<int?>("--tree")
        {
            Description = "Show one tree of the file only: its line, counted from 1.",
            HelpName = "N",
        }.Whole(1);
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("report", "Show where the joules go: trees as one HTML page that needs nothing else, or as a picture.")
        {
            data,
            tree,
            quiet,
        };
        picture.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            InputFile file = parsed.GetRequiredValue(data);
            OutputFile target = picture.FileOf(parsed)!;
            if (picture.PlotOf(parsed) is null)
                ReportPage.Require(context.Pages);
            List<ModelTree> trees = Read(file, parsed.GetValue(tree), cancellation);
            if (picture.PlotOf(parsed) is { } name)
            {
                picture.Write(parsed, (plot, style) => TreePlots.Render(plot, trees, style));
                if (trees.Count > 1 && TreePlots.ShowsOneTree(name) && !parsed.GetValue(quiet))
                    context.Say($"the picture shows the first of {trees.Count} trees; --tree N shows another");
            }
            else
            {
                ReportOptions options = new()
                {
                    File = file.FileName,
                    Command = context.CommandText,
                    Date = context.Clock.GetUtcNow(),
                    Files = context.Pages,
                };
                target.Write(stream => ReportPage.Write(stream, trees, options));
            }

            if (!parsed.GetValue(quiet))
                context.Say($"wrote {target}: {Amount.Of(trees.Count, "tree")}");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static List<ModelTree> Read(InputFile file, int? only, CancellationToken cancellation)
    {
        List<ModelTree> trees = [];
        int number = 0;
        foreach (ModelTree tree in TreeReader.Read(file))
        {
            cancellation.ThrowIfCancellationRequested();
            number++;
            if (only is null || only == number)
                trees.Add(tree);
        }

        return trees.Count > 0
            ? trees
            : throw new InputException(new InputPlace(file.Name), $"has {Amount.Of(number, "tree")}; --tree {only} is beyond the last");
    }
}
