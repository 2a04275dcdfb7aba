using JouleTree.Graphs;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Profiling.Foreign;

/// <summary>How far a provider's outputs are from the processor's.</summary>
internal static class Agreement
{
    /// <summary>
    /// Above this, what was measured may not be the network: float32 sums in another order differ by about 1e-5, and a network's layers
    /// add to that.
    /// </summary>
    public const double Doubtful = 0.01;

    /// <summary>
    /// The largest difference of two elements in the same place over the largest element, of all outputs of floats; 0 where there are
    /// none, infinite where one is no number and the other is, or shapes differ.
    /// </summary>
    /// <param name="expected">The processor's outputs.</param>
    /// <param name="found">The provider's outputs.</param>
    public static double Difference(IReadOnlyDictionary<string, TensorData> expected, IReadOnlyDictionary<string, TensorData> found)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(found);
        double worst = 0;
        foreach ((string name, TensorData tensor) in expected.Where(pair => pair.Value.Type is DataType.Float32 or DataType.Float16))
            worst = Math.Max(worst, found.TryGetValue(name, out TensorData? other) ? OfTensors(tensor, other) : double.PositiveInfinity);
        return worst;
    }

    private static double OfTensors(TensorData expected, TensorData found)
    {
        if (expected.Type != found.Type || !expected.Shape.SequenceEqual(found.Shape))
            return double.PositiveInfinity;
        double difference = 0;
        double scale = 0;
        for (int index = 0; index < expected.ElementCount; index++)
        {
            double one = Element(expected, index);
            double other = Element(found, index);
            // Equal infinities and equal no-numbers agree.
            if (one.Equals(other))
            {
                scale = double.IsFinite(one) ? Math.Max(scale, Math.Abs(one)) : scale;
                continue;
            }

            if (!double.IsFinite(one) || !double.IsFinite(other))
                return double.PositiveInfinity;
            difference = Math.Max(difference, Math.Abs(one - other));
            scale = Math.Max(scale, Math.Abs(one));
        }

        return difference == 0 ? 0 : scale == 0 ? double.PositiveInfinity : difference / scale;
    }

    private static double Element(TensorData tensor, int index) => tensor.Type == DataType.Float16
        ? (double)tensor.Elements<Half>()[index]
        : tensor.Elements<float>()[index];
}
