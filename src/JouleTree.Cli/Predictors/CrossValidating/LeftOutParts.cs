using System.CommandLine;
using System.Globalization;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary>Names and keys of what a cross-validation leaves out.</summary>
internal static class LeftOutParts
{
    /// <summary><c>--by model|seq_len|batch_size|family|width</c>.</summary>
    public static Option<LeftOutPart> Option() => new("--by")
    {
        Description = "What to leave out in turn: model (the default), seq_len, batch_size, family (models of the same class) or width "
            + "(hidden size).",
        HelpName = "model|seq_len|batch_size|family|width",
        CustomParser = result => PredictorOptions.Parse(result, Parse, "model, seq_len, batch_size, family or width"),
    };

    /// <summary>The part of a name, or null.</summary>
    public static LeftOutPart? Parse(string name) => name switch
    {
        "model" => LeftOutPart.Model,
        "seq_len" => LeftOutPart.SequenceLength,
        "batch_size" => LeftOutPart.BatchSize,
        "family" => LeftOutPart.Family,
        "width" => LeftOutPart.Width,
        _ => null,
    };

    /// <summary>
    /// The part that a tree belongs to; null for one that has no such property, as images have no length, and is never left out.
    /// </summary>
    public static string? KeyOf(this LeftOutPart part, ModelTree tree) => part switch
    {
        LeftOutPart.SequenceLength => tree.SequenceLength?.ToString(CultureInfo.InvariantCulture),
        LeftOutPart.BatchSize => tree.BatchSize?.ToString(CultureInfo.InvariantCulture),
        LeftOutPart.Family => tree.Root.InstanceType,
        LeftOutPart.Width => HiddenWidth.Of(tree)?.ToString(CultureInfo.InvariantCulture),
        _ => tree.ModelName,
    };

    /// <summary>What it is called in the plural.</summary>
    public static string Plural(this LeftOutPart part) => part switch
    {
        LeftOutPart.SequenceLength => "lengths",
        LeftOutPart.BatchSize => "batch sizes",
        LeftOutPart.Family => "families",
        LeftOutPart.Width => "widths",
        _ => "models",
    };

    /// <summary>The heading of its column in the published table.</summary>
    public static string Heading(this LeftOutPart part) => part switch
    {
        LeftOutPart.SequenceLength => "left-seq-len",
        LeftOutPart.BatchSize => "left-batch-size",
        LeftOutPart.Family => "left-family",
        LeftOutPart.Width => "left-width",
        _ => "left-model-name",
    };
}

/// <summary>What a cross-validation leaves out in turn.</summary>
internal enum LeftOutPart
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A sequence length.</summary>
    SequenceLength,

    /// <summary>A batch size.</summary>
    BatchSize,

    /// <summary>All models of a class.</summary>
    Family,

    /// <summary>All text models of a width (hidden size).</summary>
    Width,
}
