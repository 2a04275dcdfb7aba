using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>What the configurations of all image classifiers have in common.</summary>
internal record VisionConfig
{
    public int NumClasses { get; init; } = 1000;

    public int ImageSize { get; init; } = 224;

    public int Channels { get; init; } = 3;

    /// <summary>The image [batch, channels, size, size].</summary>
    public Tensor Image(GraphBuilder net) =>
        net.Input("input", net.Workload.FloatType, new TensorShape(net.Workload.BatchSize, Channels, ImageSize, ImageSize));

    /// <summary>The workload with its batch size taken from the input's shape where that is given.</summary>
    /// <exception cref="InputException">It names a sequence length, which images do not have.</exception>
    public static Workload Complete(Workload workload)
    {
        if (workload.SequenceLength is { } length)
            throw new InputException(
                $"a sequence length of {length}: an image classifier has none; give its input as input=BATCHx3xHEIGHTxWIDTH");
        if (workload.InputShapes.TryGetValue("input", out TensorShape? shape) && shape.Rank == 4 && shape[0] is >= 1 and <= int.MaxValue)
            return workload with { BatchSize = (int)shape[0] };
        return workload;
    }
}
