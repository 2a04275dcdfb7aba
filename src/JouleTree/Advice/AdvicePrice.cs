using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;
using JouleTree.Serving;

namespace JouleTree.Advice;

/// <summary>What an item costs: of a pass, of a whole answer, or a token that is served. Immutable.</summary>
internal sealed record AdvicePrice
{
    private AdvicePrice(Lazy<ModelTree> whole) => Whole = whole;

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>What predicts it: a device profile, or one of kernels or of serving.</summary>
    public required string Device { get; init; }

    /// <summary>What the joules are of: <c>an item</c>, <c>an answer</c> or <c>a token</c>.</summary>
    public required string Item { get; init; }

    /// <summary>Joules of an item.</summary>
    public required double Joules { get; init; }

    /// <summary>Lower end of their interval; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of their interval; null where there is none.</summary>
    public double? High { get; init; }

    /// <summary>Confidence level of the interval; null where there is none.</summary>
    public double? Level { get; init; }

    /// <summary>How far the device's measurements carry it.</summary>
    public required EstimateFit Fit { get; init; }

    /// <summary>What a reader must know: what lies outside the training range, what was assumed.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Seconds between two tokens of a request that is served; null for others.</summary>
    public double? InterTokenSeconds { get; init; }

    /// <summary>Why nothing can be promised from it: a part of the model is not in it; null where it is of the whole.</summary>
    public string? WhyPart { get; init; }

    /// <summary>Items at a time: those of the batch, or the requests that run.</summary>
    public required double Items { get; init; }

    /// <summary>Tokens of an item where it is a sequence; null for others.</summary>
    public int? Length { get; init; }

    /// <summary>The tree with its joules: of a pass or a whole answer of all items, or a token's decode step.</summary>
    public ModelTree Tree => Whole.Value;

    private Lazy<ModelTree> Whole { get; init; }

    /// <summary>The same without its tree, for those who keep many: nobody may ask for it.</summary>
    public AdvicePrice WithoutTree() =>
        this with { Whole = new Lazy<ModelTree>(() => throw new InvalidOperationException("the tree was not kept")) };

    /// <summary>The joules as a side of a comparison.</summary>
    public ComparedNumber Number => new(Joules, Low, High, IsExact: false) { Source = EnergySource.Predicted };

    /// <summary>What an item of an estimate costs.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="isAnswer">It is of a whole answer.</param>
    public static AdvicePrice Of(Estimate estimate, bool isAnswer)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        ModelTree tree = estimate.Tree;
        // New tokens are what a decode step is for; other passes are for their items.
        bool isDecode = !isAnswer && tree.Details?.Workload?.Phase == "decode";
        double items = isDecode ? tree.Details?.Workload?.Tokens ?? tree.BatchSize ?? 1 : tree.BatchSize ?? 1;
        return new AdvicePrice(new Lazy<ModelTree>(tree))
        {
            Model = tree.ModelName,
            Device = estimate.Device,
            Level = tree.Root.Details?.Prediction?.Level,
            Item = isAnswer ? "an answer" : isDecode ? "a token" : "an item",
            Joules = estimate.Joules / items,
            Low = estimate.Low / items,
            High = estimate.High / items,
            Fit = estimate.Fit,
            Remarks = [.. estimate.Remarks.Select(remark => remark.Text)],
            WhyPart = estimate.WhyPart
                ?? estimate.Remarks.FirstOrDefault(remark => remark.Kind == EstimateRemarkKind.NotCounted)?.Text,
            Items = tree.BatchSize ?? 1,
            Length = tree.SequenceLength,
        };
    }

    /// <summary>What a token costs that is served.</summary>
    /// <param name="answer">What a profile of serving says.</param>
    public static AdvicePrice Of(ServingAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        (double low, double high) = (answer.Estimate.LowJoulesPerToken, answer.Estimate.HighJoulesPerToken);
        return new AdvicePrice(new Lazy<ModelTree>(() => answer.Tree))
        {
            Model = answer.Model.Name,
            Device = answer.Profile.Name,
            Level = answer.Estimate.Level,
            Item = "a token",
            Joules = answer.Estimate.JoulesPerToken,
            Low = low,
            High = high,
            Fit = Estimate.IsWide(low, high) ? EstimateFit.OrderOfMagnitude
                : answer.Estimate.Notes.Count > 0 ? EstimateFit.Extrapolated : EstimateFit.Covered,
            Remarks = answer.Remarks,
            InterTokenSeconds = answer.Estimate.InterTokenSeconds,
            WhyPart = answer.FitsAsAsked ? null : "its requests do not fit into memory at the same time: some would wait",
            Items = answer.Deployment.Requests,
        };
    }
}
