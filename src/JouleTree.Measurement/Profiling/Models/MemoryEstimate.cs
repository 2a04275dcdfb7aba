using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Profiling.Models;

/// <summary>How much memory a profile will need, told before any is taken.</summary>
/// <remarks>
/// Weights are held once by us and at most once more by the engine, which packs those of matrix products and
/// convolutions for its kernels. Of the activations, the engine frees what is no longer read; the largest operator with
/// its inputs and outputs, four times over, stands for what is alive at once.
/// </remarks>
internal static class MemoryEstimate
{
    /// <summary>What the arguments are called that say which parts are measured.</summary>
    public const string PartsArgument = "scope";

    private const long ProcessBytes = 200L << 20;

    /// <summary>Bytes that profiling needs.</summary>
    /// <param name="model">The model.</param>
    public static long Bytes(ProfiledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Bytes(model.Graph, model.WeightBytes);
    }

    /// <summary>Bytes that profiling needs.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="weightBytes">Bytes of its weights.</param>
    public static long Bytes(Graphs.Graph graph, long weightBytes)
    {
        ArgumentNullException.ThrowIfNull(graph);
        long activations = graph.Operators.Max(op => op.Inputs.Concat(op.Outputs)
            .Where(tensor => tensor is { IsStored: false, IsKnown: true })
            .Sum(tensor => (long?)tensor.Bytes)) ?? 0;
        return ProcessBytes + (2 * weightBytes) + (4 * activations);
    }

    /// <summary>Refuses a model that does not fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="availableBytes">Memory that can be had, or null where unknown.</param>
    /// <exception cref="InputException">It needs more than there is.</exception>
    public static void Check(ProfiledModel model, long? availableBytes)
    {
        ArgumentNullException.ThrowIfNull(model);
        Check(model.Graph, model.WeightBytes, availableBytes);
    }

    /// <summary>Refuses a graph that does not fit.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="weightBytes">Bytes of its weights.</param>
    /// <param name="availableBytes">Memory that can be had, or null where unknown.</param>
    /// <exception cref="InputException">It needs more than there is.</exception>
    public static void Check(Graphs.Graph graph, long weightBytes, long? availableBytes)
    {
        long needed = Bytes(graph, weightBytes);
        if (availableBytes is { } available && needed > available)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"{graph.ModelName} needs about {needed / 1e9:0.0} GB of memory for this workload, {available / 1e9:0.0} GB are "
                    + $"available: choose a smaller batch or sequence length"));
        }
    }

    /// <summary>Refuses a model that does not fit into a device's memory, where each part that is run has weights of its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parts">Its parts that are run alone, the whole among them.</param>
    /// <param name="availableBytes">Memory of the device that can be had, or null where unknown.</param>
    /// <exception cref="InputException">It needs more than there is.</exception>
    public static void CheckDevice(ProfiledModel model, IEnumerable<OnnxModel> parts, long? availableBytes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(parts);
        long weights = model.WeightBytes + parts.Sum(part => part.Initializers.Sum(tensor => tensor.Bytes));
        long needed = Bytes(model.Graph, 0) - ProcessBytes + weights;
        if (availableBytes is { } available && needed > available)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"{model.Graph.ModelName} and its parts need about {needed / 1e9:0.0} GB on the device for this workload, "
                    + $"{available / 1e9:0.0} GB are available: measure fewer parts (`{PartsArgument}`), or choose a smaller "
                    + $"batch or sequence length"))
            {
                Arguments = [PartsArgument],
            };
        }
    }
}
