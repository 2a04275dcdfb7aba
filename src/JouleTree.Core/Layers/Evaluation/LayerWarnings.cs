using System.Globalization;
using JouleTree.Core.Layers.Measurements;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Properties of measurements that make errors look better, or worse, than the model is.</summary>
internal static class LayerWarnings
{
    // Energy that is a constant times time to within this R² adds nothing to a prediction of time.
    private const double ConstantPowerRSquared = 0.999;

    // Repetitions (or, where only means are known, neighbours in size) that differ by more are of different modes.
    private const double ModeRatio = 1.3;
    private const double BimodalShare = 0.1;

    public static IEnumerable<string> Of(LayerType type, LayerSplit split)
    {
        IReadOnlyList<LayerMeasurement> all = [.. split.Fitted, .. split.Test];
        if (ConstantPower(all) is { } power)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{type}: energy is {power.Watts:f1} W times the run time with R² {power.RSquared:f6}, so predicting this energy is "
                + $"predicting time");
        if (Repetitions(all) is { } share)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{type}: in {100 * share:f0} % of the configurations the repetitions differ by more than {100 * (ModeRatio - 1):f0} %: "
                + $"the measurements are bimodal, and no model of the configuration can do better than their mix");
        else if (Neighbours(all) is { } neighbours)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{type}: {100 * neighbours:f0} % of layers of nearly equal size differ by more than {100 * (ModeRatio - 1):f0} % in "
                + $"energy per element: the measurements look bimodal, and no model of the configuration can do better than their mix");
        HashSet<LayerConfiguration> fitted = [.. split.Fitted.Select(row => row.Configuration!)];
        int shared = split.Test.Count(row => fitted.Contains(row.Configuration!));
        if (shared > 0)
            yield return $"{type}: {shared} of {split.Test.Count} test rows have a configuration that fitting saw: their errors are too "
                + $"good";
    }

    private static (double Watts, double RSquared)? ConstantPower(IReadOnlyList<LayerMeasurement> rows)
    {
        if (rows.Any(row => row.Seconds is not > 0))
            return null;
        double watts = rows.Sum(row => row.EnergyJoules * row.Seconds!.Value) / rows.Sum(row => row.Seconds!.Value * row.Seconds!.Value);
        double? rSquared = LayerErrors.Of([.. rows.Select(row => row.EnergyJoules)], [.. rows.Select(row => watts * row.Seconds!.Value)])
            .RSquared;
        return rSquared > ConstantPowerRSquared ? (watts, rSquared.Value) : null;
    }

    private static double? Repetitions(IReadOnlyList<LayerMeasurement> rows)
    {
        LayerMeasurement[] repeated = [.. rows.Where(row => row.RepetitionJoules.Count >= 2)];
        if (repeated.Length == 0)
            return null;
        double share = repeated.Count(row => row.RepetitionJoules.Max() > ModeRatio * row.RepetitionJoules.Min())
            / (double)repeated.Length;
        return share > BimodalShare ? share : null;
    }

    // Only for element-wise layers: their energy per element is one curve of the number of elements.
    private static double? Neighbours(IReadOnlyList<LayerMeasurement> rows)
    {
        if (rows.Count < 20 || rows[0].Configuration!.Type is LayerType.Conv2d or LayerType.MaxPool2d or LayerType.Linear
            or LayerType.MatMul)
            return null;
        double[] perElement = [.. rows
            .OrderBy(row => LayerCounts.InputElements(row.Configuration!))
            .Select(row => row.EnergyJoules / LayerCounts.InputElements(row.Configuration!))];
        int jumps = 0;
        for (int index = 1; index < perElement.Length; index++)
        {
            double ratio = perElement[index] / perElement[index - 1];
            jumps += ratio is > ModeRatio or < 1 / ModeRatio ? 1 : 0;
        }

        double share = jumps / (perElement.Length - 1.0);
        return share > BimodalShare ? share : null;
    }
}
