using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Results;
using JouleTree.Tables;

namespace JouleTree.Cli.Import;

/// <summary><c>jouletree import codecarbon</c>: layer measurements from CodeCarbon's CSV files.</summary>
internal static class ImportCodeCarbonCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile[]> files = new Argument<InputFile[]>("FILES")
        {
            Description = "CSV files of one machine, plain or compressed by gzip; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        }.Read();
        Option<InputFile[]> logs = new Option<InputFile[]>("--log")
        {
            Description = "Logs of the collection: one for all files, or one a file in the same order.",
            HelpName = "LOGS",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        }.Read();
        Option<string?> rule = new("--bad-rows")
        {
            Description = "published (drop rows whose counter wrapped, by the log), unwrap (give back what was lost), power (drop rows "
                + "of odd power), none (keep all that have an energy). Default: published with a log, else power.",
            HelpName = "RULE",
        };
        rule.OneOf("published", "unwrap", "power", "none");
        Option<string?> columns = new("--columns")
        {
            Description = "Where the facts of other projects' files stand: key=column or key:constant, separated by commas.",
            HelpName = "MAP",
        };
        Option<OutputFile?> output = CommonOptions.Output("the measurements (JSONL, or a table as .parquet or .arrow)");
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("codecarbon", "Average CodeCarbon runs of layers, modules or networks to joules per forward pass.") { files,
            logs, rule, columns, output, quiet };
        command.SetAction(parsed =>
        {
            InputFile[] logFiles = parsed.GetRequiredValue(logs);
            CodeCarbonImportResult result = CodeCarbonImport.Read(
                parsed.GetRequiredValue(files), logFiles, RuleOf(parsed.GetValue(rule), logFiles.Length > 0),
                parsed.GetValue(columns) is { } mapping ? MapOf(mapping) : null);
            if (parsed.GetValue(output) is { } file)
                Write(file, result.Measurements);
            else
                WriteOut(context, result.Measurements);
            if (!parsed.GetValue(quiet))
            {
                foreach (RowRemark remark in result.Remarks)
                    context.Say($"{remark.Place}: row {remark.Row} {(remark.Dropped ? "dropped" : "mended")}: {remark.Reason}");
                context.Say($"{Amount.Of(result.Rows, "row")}, {result.Remarks.Count(remark => remark.Dropped)} dropped, "
                    + $"{result.Remarks.Count(remark => !remark.Dropped)} mended, {Amount.Of(result.Measurements.Count, "measurement")}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static CodeCarbonColumns MapOf(string mapping)
    {
        try
        {
            return CodeCarbonColumns.Parse(mapping);
        }
        catch (InputException error)
        {
            throw new UsageException($"--columns: {error.Message}");
        }
    }

    private static BadRowRule RuleOf(string? name, bool hasLog) => name switch
    {
        "published" => BadRowRule.Published,
        "unwrap" => BadRowRule.Unwrap,
        "power" => BadRowRule.Power,
        "none" => BadRowRule.None,
        _ => hasLog ? BadRowRule.Published : BadRowRule.Power,
    };

    private static void Write(OutputFile file, IReadOnlyList<LayerMeasurement> measurements) => file.Write(stream =>
    {
        if (TableNames.Of(file) is { } format)
            TableFile.Write(stream, format.ToTable(), "import codecarbon", LayerMeasurementColumns.Table, measurements);
        else
            LayerMeasurementFile.Write(stream, measurements);
    });

    private static void WriteOut(CommandContext context, IReadOnlyList<LayerMeasurement> measurements)
    {
        using MemoryStream stream = new();
        LayerMeasurementFile.Write(stream, measurements);
        context.Show(System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }
}
