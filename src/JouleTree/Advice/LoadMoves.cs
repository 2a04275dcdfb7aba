using System.Globalization;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Graphs;

namespace JouleTree.Advice;

/// <summary>Moves that leave the architecture as it is: how much goes through it at a time, in which types, and on what.</summary>
internal static class LoadMoves
{
    private const int LargestFactor = 64;

    private const int LargestBatch = 1 << 20;

    // Types in which language models are deployed; what a profile does not know of them it refuses.
    private static readonly string[] Types = ["bfloat16", "float8", "int8", "int4", "mxfp4", "nvfp4"];

    /// <summary>The type of weights.</summary>
    /// <param name="model">The model.</param>
    public static IEnumerable<AdviceMove> Weights(AdvisedModel model) => !model.Pricing.KnowsTypes || model.Source.Architecture is null
        ? []
        : Types.Select(type => new AdviceMove(AdviceKind.Weights, $"weights-{type}", $"weights in {type}", one => one with
        {
            Workload = one.Workload with
            {
                Numbers = new NumberTypes { Weights = NumberFormat.Parse(type) }.Over(one.Workload.Numbers),
            },
        }));

    /// <summary>The length of an item, where it is a text that is read as a whole: in a generation it is what is asked.</summary>
    /// <param name="model">The model.</param>
    /// <param name="now">What it costs now.</param>
    public static IEnumerable<AdviceMove> Length(AdvisedModel model, AdvicePrice now)
    {
        if (model.Pricing is ServedDevice || now.Length is not > 1 || IsShaped(model) || model.Workload.AnswerLength is not null
            || model.Workload.Phase != GenerationPhase.None)
            return [];
        int half = (now.Length.Value + 1) / 2;
        return
        [
            new(AdviceKind.Length, "length-half", string.Create(CultureInfo.InvariantCulture,
                $"half the length: {half} tokens for {now.Length} (shorter texts, or less padding)"),
                one => one with { Workload = one.Workload with { SequenceLength = half } }),
        ];
    }

    /// <summary>Other GPUs, and other numbers of them.</summary>
    /// <param name="model">The model.</param>
    public static IEnumerable<AdviceMove> Deployment(AdvisedModel model)
    {
        if (model.Pricing is not ServedDevice served)
            return [];
        IEnumerable<AdviceMove> others = ServingProfile.Shipped.Where(profile => profile.Name != served.Profile.Name).Select(profile =>
            new AdviceMove(AdviceKind.Deployment, $"device-{profile.Name}",
                $"on {profile.Gpu.Name} with {profile.Software} ({profile.Name})",
                one => one with { Pricing = ((ServedDevice)one.Pricing) with { Profile = profile } }));
        return [.. others, .. Gpus(served.Deployment)];
    }

    /// <summary>How many items are worked on at a time: twice as many, and so on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="now">What it costs now.</param>
    public static IEnumerable<AdviceMove> Batch(AdvisedModel model, AdvicePrice now)
    {
        if (IsShaped(model))
            yield break;
        double most = Math.Min(LargestBatch, model.Pricing.MostItems ?? LargestBatch);
        string what = model.Pricing is ServedDevice ? "requests at a time" : "items in a batch";
        for (int factor = 2; factor <= LargestFactor && now.Items * factor <= most; factor *= 2)
        {
            int times = factor;
            yield return new AdviceMove(AdviceKind.Batch, string.Create(CultureInfo.InvariantCulture, $"batch-{times}x"),
                string.Create(CultureInfo.InvariantCulture, $"{now.Items * times:0.###} {what} for {now.Items:0.###}"),
                one => Times(one, times));
        }
    }

    private static AdvisedModel Times(AdvisedModel model, int factor) => model.Pricing is ServedDevice served
        ? model with
        {
            Pricing = served with { Deployment = served.Deployment with { Requests = served.Deployment.Requests * factor } },
        }
        : model with { Workload = model.Workload with { BatchSize = model.Workload.BatchSize * factor } };

    private static IEnumerable<AdviceMove> Gpus(ServingDeployment now)
    {
        foreach ((string name, int gpus) in ((string, int)[])[("half", now.Gpus / 2), ("2x", 2 * now.Gpus)])
        {
            if (gpus < 1 || gpus % now.DataParallel != 0 || (gpus < now.Gpus && 2 * gpus != now.Gpus))
                continue;
            yield return new AdviceMove(AdviceKind.Deployment, $"gpus-{name}",
                string.Create(CultureInfo.InvariantCulture, $"on {gpus} GPU{(gpus == 1 ? "" : "s")} for {now.Gpus}"), model =>
                {
                    ServedDevice served = (ServedDevice)model.Pricing;
                    return model with { Pricing = served with { Deployment = served.Deployment with { Gpus = gpus } } };
                });
        }
    }

    // Shapes that are told say how much goes through, not the batch.
    private static bool IsShaped(AdvisedModel model) => model.Workload.InputShapes.Count > 0;
}
