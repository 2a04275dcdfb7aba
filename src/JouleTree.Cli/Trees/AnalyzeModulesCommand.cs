using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Layers;
using JouleTree.Cli.Options;
using JouleTree.Cli.Pictures;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Analysis;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees.Format;
using JouleTree.Reporting.Modules;

namespace JouleTree.Cli.Trees;

/// <summary><c>jouletree analyze modules</c>: sums over modules beside whole networks, and shares of module types.</summary>
internal static class AnalyzeModulesCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> data =
            TreeArguments.Data("Measurements of jouletree import codecarbon, or a tree file.", "DATA");
        Option<string> by = new("--by")
        {
            Description = "What makes the parts of a tree: type, scope or depth.",
            HelpName = "type|scope|depth",
            DefaultValueFactory = _ => "type",
        };
        by.OneOf("type", "scope", "depth");
        Option<int> depth = new Option<int>("--depth")
        {
            Description = "For --by scope: depth of the modules; 1 is the root's children.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.Whole(1);
        Option<OutputFormat> format = CommonOptions.Format();
        Option<OutputFile?> html = new Option<OutputFile?>("--html")
        {
            Description = "Also write a page with both pictures and all tables.",
            HelpName = "FILE",
        }.Write();
        PictureOptions picture = new(ModulePlots.Names);
        Command command = new("modules", "Compare sums over modules with whole networks, and show the share of each module type.") { data,
            by, depth, format, html };
        picture.AddTo(command);
        command.SetAction(parsed =>
        {
            InputFile file = parsed.GetRequiredValue(data);
            IReadOnlyList<ModelModules> models =
                Read(file, Enum.Parse<ModuleGrouping>(parsed.GetRequiredValue(by), ignoreCase: true), parsed.GetValue(depth));
            if (parsed.GetValue(html) is { } page)
                page.WriteText(ModulePage.Render(models, file.FileName));
            picture.Write(parsed, (name, style) => ModulePlots.Render(name, models, style));

            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Show(ModuleText.Json(models));
            else if (parsed.GetValue(format) == OutputFormat.Table)
                context.Show(ModuleText.Table(models, context.Width));
            else
                ResultText.Write(
                    context, parsed.GetValue(format), "analyze modules", ModuleColumns.Workloads, [.. ModuleColumns.Parts(models)]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static IReadOnlyList<ModelModules> Read(InputFile file, ModuleGrouping grouping, int depth) =>
        IsTreeFile(file)
            ? ModuleAnalysis.Of(TreeReader.Read(file), grouping, depth)
            : ModuleAnalysis.Of(LayerFiles.Read(file));

    // A tree names its tree in the first line; a measurement never does.
    private static bool IsTreeFile(InputFile file)
    {
        if (file.IsFolder)
            return false;
        ReadOnlySpan<byte> start = file.Peek(1 << 12).Span;
        if (start.TrimStart(" \t\r\n"u8).IsEmpty)
            throw new InputException(new InputPlace(file.Name), "is empty, expected measurements or trees");
        return start.IndexOf("\"frontend_tree\""u8) >= 0 || start.IndexOf("\"child_nodes\""u8) >= 0;
    }
}
