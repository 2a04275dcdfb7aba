using System.CommandLine;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;

namespace JouleTree.Cli.Estimates;

/// <summary>Refuses options of <c>estimate</c> that would have no effect beside the others.</summary>
/// <param name="workload">What a forward pass is of.</param>
/// <param name="devices">What predicts.</param>
/// <param name="spec"><c>--device-spec</c>.</param>
/// <param name="depth"><c>--depth</c>.</param>
/// <param name="grid"><c>--grid</c>.</param>
/// <param name="format"><c>--format</c>.</param>
internal sealed class EstimateUsage(
    WorkloadOptions workload, DeviceOptions devices, DeviceSpecOption spec, Option<int> depth, Option<string?> grid,
    Option<OutputFormat> format)
{
    /// <summary>Checks a command line without <c>--serve</c>.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="UsageException">It says something that nothing would come of.</exception>
    public void CheckPass(ParseResult parsed)
    {
        RefuseServed(parsed, devices, spec);
        CheckShape(parsed, isOne: devices.AreNamed(parsed), "--device NAME shows the tree of one");
        if (devices.AreNamed(parsed) && FormatOf(parsed) is OutputFormat.Csv or OutputFormat.Parquet or OutputFormat.Arrow)
            parsed.Refuse([grid], $"has no effect in {Name(parsed)}, whose rows are nodes: --format table and json have the grams");
    }

    /// <summary>Checks a command line with <c>--serve</c>.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="isOne">True where one profile answers.</param>
    /// <exception cref="UsageException">As of <see cref="CheckPass"/>.</exception>
    public void CheckServed(ParseResult parsed, bool isOne)
    {
        RefusePass(parsed, workload, devices, spec);
        CheckShape(parsed, isOne, "--device NAME or --device-spec shows the tree of one");
        if (isOne && FormatOf(parsed) is OutputFormat.Csv or OutputFormat.Parquet or OutputFormat.Arrow)
            parsed.Refuse([depth], $"has no effect in {Name(parsed)}, which has one row of the whole: --format table and json have nodes");
    }

    /// <summary>Refuses what is of serving without <c>--serve</c>, and two things that predict, for every verb that has them.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="devices">What predicts.</param>
    /// <param name="spec"><c>--device-spec</c>.</param>
    /// <exception cref="UsageException">Something of it is given.</exception>
    public static void RefuseServed(ParseResult parsed, DeviceOptions devices, DeviceSpecOption spec)
    {
        parsed.Refuse([spec.Option], "belongs to --serve: only GPUs that serve language models are scaled from a data sheet");
        if (parsed.IsGiven(devices.Predictor))
            parsed.Refuse([devices.DeviceName], $"and {devices.Predictor.Name} exclude each other: name one of them");
    }

    /// <summary>Refuses what is of a forward pass beside <c>--serve</c>, for every verb that has it.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="workload">What a forward pass is of.</param>
    /// <param name="devices">What predicts.</param>
    /// <param name="spec"><c>--device-spec</c>.</param>
    /// <exception cref="UsageException">Something of it is given, or two things that serve.</exception>
    public static void RefusePass(ParseResult parsed, WorkloadOptions workload, DeviceOptions devices, DeviceSpecOption spec)
    {
        parsed.Refuse(workload.OfAForwardPass,
            "is of a forward pass: beside --serve, --requests, --prompt-tokens and --answer-tokens tell the load");
        parsed.Refuse([devices.Predictor, devices.Strict],
            "is of predictors of a forward pass: beside --serve, --device or --device-spec names what answers");
        if (parsed.IsGiven(spec.Option))
            parsed.Refuse([devices.DeviceName], $"and {spec.Option.Name} exclude each other: like=NAME in the latter says what is scaled");
    }

    private void CheckShape(ParseResult parsed, bool isOne, string wayOut)
    {
        if (!isOne)
            parsed.Refuse([depth], $"has no effect on a line a device: {wayOut}");
        else if (FormatOf(parsed) == OutputFormat.Jsonl)
            parsed.Refuse([depth, grid], $"has no effect in {Name(parsed)}, which has the whole tree as files have it");
    }

    private OutputFormat FormatOf(ParseResult parsed) => parsed.GetValue(format);

    private string Name(ParseResult parsed) => $"{format.Name} {CommonOptions.NameOf(FormatOf(parsed))}";
}
