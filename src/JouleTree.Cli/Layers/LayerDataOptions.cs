using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Cli.Layers;

/// <summary>DATA and the options that say how layer models are fitted on it, shared by the verbs that fit.</summary>
internal sealed class LayerDataOptions
{
    private readonly Argument<InputFile> _data = new Argument<InputFile>("DATA")
    {
        Description = "Measurements of single layers: a folder or file of CSV (kWh per pass) or of jouletree import codecarbon; "
            + "- is standard input.",
    }.Read();

    private readonly Option<string> _method = new("--method", "-m")
    {
        Description = "physics (non-negative terms and a learned correction), mac-linear (the published linear models) or neural-power "
            + "(sparse polynomials of time and power).",
        HelpName = string.Join('|', LayerMethodNames.All),
        DefaultValueFactory = _ => LayerMethodNames.All[0],
    };

    private readonly Option<InputFile?> _split = new Option<InputFile?>("--split")
    {
        Description = "Which rows are for fitting, choosing and testing: JSON, {\"conv2d\": {\"train\": [rows], \"val\": [rows], "
            + "\"test\": [rows]}}.",
        HelpName = "FILE",
    }.Read();

    private readonly Option<int> _seed = new Option<int>("--seed")
    {
        Description = "Seed of the random split where no file names one.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    }.Whole(int.MinValue);

    /// <summary>The options with their checks.</summary>
    public LayerDataOptions() => _method.OneOf([.. LayerMethodNames.All]);

    /// <summary>Fit on batch sizes up to this one.</summary>
    public Option<long?> MaxBatch { get; } =
        new Option<long?>("--max-batch") { Description = "Fit on rows with batch sizes up to this one only.", HelpName = "N" }.Whole(1);

    /// <summary>Adds the argument and the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_method);
        command.Add(_split);
        command.Add(_seed);
        command.Add(MaxBatch);
    }

    /// <summary>The data.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public InputFile DataOf(ParseResult parsed) => parsed.GetRequiredValue(_data);

    /// <summary>The method.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public LayerMethod MethodOf(ParseResult parsed) => LayerMethodNames.Parse(parsed.GetRequiredValue(_method))!.Value;

    /// <summary>The measurements by layer type, split.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="withTest">False where all rows may be fitted on.</param>
    /// <exception cref="InputException">The data or the split are wrong, or hold no layer with a configuration.</exception>
    public IReadOnlyDictionary<LayerType, LayerSplit> Read(ParseResult parsed, bool withTest)
    {
        Dictionary<LayerType, IReadOnlyList<LayerMeasurement>> rows = LayerFiles.Read(DataOf(parsed))
            .Where(row => row.Configuration is not null)
            .GroupBy(row => row.Configuration!.Type)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<LayerMeasurement>)[.. group]);
        if (rows.Count == 0)
            throw new InputException(new InputPlace(DataOf(parsed).Name),
                "holds no layer with its configuration, so there is nothing to fit on");
        return parsed.GetValue(_split) is { } file
            ? LayerSplit.Read(file, rows)
            : rows.ToDictionary(pair => pair.Key, pair => LayerSplit.Random(pair.Value, parsed.GetValue(_seed), withTest));
    }
}
