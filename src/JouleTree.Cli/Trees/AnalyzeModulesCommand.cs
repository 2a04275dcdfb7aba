using System.CommandLine;
using System.IO.Compression;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Analysis;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.CodeCarbon;
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
        Argument<string> data = new("DATA") { Description = "Measurements of jouletree import codecarbon, or a tree file." };
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
        Option<string?> html = new("--html") { Description = "Also write a page with both pictures and all tables.", HelpName = "FILE" };
        Option<string?> svg = new("--svg")
        {
            Description = "Also write both pictures, shares.svg and shares-by-batch.svg.",
            HelpName = "FOLDER",
        };
        Command command = new("modules", "Compare sums over modules with whole networks, and show the share of each module type.") { data,
            by, depth, format, html, svg };
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(data);
            IReadOnlyList<ModelModules> models =
                Read(file, Enum.Parse<ModuleGrouping>(parsed.GetRequiredValue(by), ignoreCase: true), parsed.GetValue(depth));
            if (parsed.GetValue(html) is { } page)
                AtomicFile.WriteText(page, ModulePage.Render(models, Path.GetFileName(file)));
            if (parsed.GetValue(svg) is { } folder)
            {
                AtomicFile.WriteText(Path.Combine(folder, "shares.svg"), ShareBars.Render(models));
                AtomicFile.WriteText(Path.Combine(folder, "shares-by-batch.svg"), ShareLines.Render(models));
            }

            context.Show(parsed.GetValue(format) switch
            {
                OutputFormat.Json => ModuleText.Json(models),
                OutputFormat.Csv => ModuleColumns.Workloads.Csv(ModuleColumns.Parts(models)),
                OutputFormat.Jsonl => ModuleColumns.Workloads.JsonLines(ModuleColumns.Parts(models)),
                _ => ModuleText.Table(models, context.Width),
            });
            return ExitCodes.Done;
        });
        return command;
    }

    private static IReadOnlyList<ModelModules> Read(string file, ModuleGrouping grouping, int depth) =>
        IsTreeFile(file)
            ? ModuleAnalysis.Of(TreeReader.Read(file), grouping, depth)
            : ModuleAnalysis.Of(LayerDataReader.Read(file));

    // A tree names its tree in the first line; a measurement never does.
    private static bool IsTreeFile(string file)
    {
        if (Directory.Exists(file))
            return false;
        char[] start = new char[1 << 12];
        int length;
        try
        {
            using Stream stream = FileFailure.OpenRead(file, 1 << 12);
            using StreamReader reader =
                new(file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                    ? new GZipStream(stream, CompressionMode.Decompress)
                    : stream);
            length = reader.ReadBlock(start);
        }
        catch (InvalidDataException error)
        {
            throw new InputException(new InputPlace(file), "is a damaged gzip file, or none", error);
        }

        string text = new(start, 0, length);
        if (text.TrimStart().Length == 0)
            throw new InputException(new InputPlace(file), "is empty, expected measurements or trees");
        return text.Contains("\"frontend_tree\"", StringComparison.Ordinal) || text.Contains("\"child_nodes\"", StringComparison.Ordinal);
    }
}
