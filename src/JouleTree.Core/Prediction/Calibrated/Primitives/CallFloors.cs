namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>What calling a primitive costs however little it computes: the shortest time of its type at the lowest power seen.</summary>
/// <remarks>
/// Small operations of most types were measured at that floor. Dense layers never were; but a Linear calls a matrix product
/// and an element-wise addition of its bias, and a Conv1D one fused product, so theirs follows from those.
/// </remarks>
internal sealed class CallFloors
{
    private const double FastestFraction = 0.01;
    private readonly Dictionary<string, double> _floors = [];

    private CallFloors()
    {
    }

    /// <summary>The least floor of all: one small kernel.</summary>
    public double Least => _floors.Values.Min();

    /// <summary>Floor of a type in joules, greater than 0.</summary>
    public double Of(string type) => _floors[type];

    /// <summary>The floors of all types.</summary>
    /// <param name="samples">Samples by type.</param>
    public static CallFloors Of(ILookup<string, MeasuredPrimitive> samples)
    {
        CallFloors floors = new();
        bool hasTimes = samples.All(group => group.All(sample => sample.Seconds > 0));
        double lowestWatts = hasTimes ? samples.Min(group => group.Min(sample => sample.Joules / sample.Seconds!.Value)) : 0;
        foreach (IGrouping<string, MeasuredPrimitive> group in samples)
        {
            floors._floors[group.Key] = hasTimes
                ? lowestWatts * LowQuantile(group.Select(sample => sample.Seconds!.Value))
                : group.Min(sample => sample.Joules);
        }

        floors.LowerDense();
        return floors;
    }

    private void LowerDense()
    {
        if (!_floors.TryGetValue("matmul", out double product))
            return;
        double elementwise = _floors.TryGetValue("tanh", out double tanh) ? tanh
            : _floors.TryGetValue("softmax", out double softmax) ? softmax : product;
        Lower("linear", product + elementwise);
        Lower("conv1d", product);
    }

    private void Lower(string type, double floor)
    {
        if (_floors.TryGetValue(type, out double own))
            _floors[type] = Math.Min(own, floor);
    }

    private static double LowQuantile(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(FastestFraction * (sorted.Length - 1))];
    }
}
