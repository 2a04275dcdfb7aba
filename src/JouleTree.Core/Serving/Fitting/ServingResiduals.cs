using System.Numerics.Tensors;

namespace JouleTree.Core.Serving.Fitting;

/// <summary>
/// What was predicted over what was measured, row by row, of rows that no fit had seen; NaN for rows that were not judged.
/// </summary>
/// <param name="Energy">Joules for a token, with what is known of the load.</param>
/// <param name="Asked">The same with number of requests, prompt and answer alone.</param>
/// <param name="TimedEnergy">The same as <paramref name="Energy"/> with the measured throughput given.</param>
/// <param name="Time">Seconds of a mean step.</param>
/// <param name="BetweenTokens">Median seconds between two tokens; NaN where that was not measured.</param>
internal sealed record ServingResiduals(
    double[] Energy, double[] Asked, double[] TimedEnergy, double[] Time, double[] BetweenTokens)
{
    /// <summary>Leaves out in turn what a key names, fits to the rest and predicts what was left out.</summary>
    /// <param name="rows">Measured deployments.</param>
    /// <param name="formulas">Formulas.</param>
    /// <param name="key">What a row is left out with; null for a row that is never judged.</param>
    public static ServingResiduals LeaveOut(
        IReadOnlyList<ServingRow> rows, ServingFormulas formulas, Func<ServingRow, string?> key)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(key);
        ServingResiduals all = new(None(), None(), None(), None(), None());
        string?[] keys = [.. rows.Select(key)];
        foreach (string left in keys.OfType<string>().Distinct())
        {
            ServingRow[] rest = [.. rows.Where((_, index) => keys[index] != left)];
            if (rest.Length == 0)
                continue;
            IReadOnlyDictionary<string, double[]> joules = ServingFitter.Joules(rest, formulas);
            IReadOnlyDictionary<string, double[]> timed = ServingFitter.TimedJoules(rest, formulas);
            IReadOnlyDictionary<string, double[]> seconds = ServingFitter.Seconds(rest, formulas);
            for (int index = 0; index < keys.Length; index++)
            {
                ServingRow row = rows[index];
                if (keys[index] != left || !joules.TryGetValue(row.Gpu, out double[]? prices))
                    continue;
                all.Energy[index] = Sum(row.Quantities, prices) / row.Joules;
                all.Asked[index] = Sum(row.Asked, prices) / row.Joules;
                all.TimedEnergy[index] = Sum(row.Quantities, timed[row.Gpu]) / row.Joules;
                all.Time[index] = Sum(row.Quantities, seconds[row.Gpu]) / row.GpuSeconds;
                if (row.Measurement.InterTokenSeconds is { } between)
                    all.BetweenTokens[index] =
                        Sum(row.BetweenTokens, seconds[row.Gpu]) / row.Measurement.Deployment.Gpus / between;
            }
        }

        return all;

        double[] None() => [.. Enumerable.Repeat(double.NaN, rows.Count)];
    }

    private static double Sum(double[] quantities, double[] prices) =>
        TensorPrimitives.Dot<double>(quantities.AsSpan(0, prices.Length), prices);
}
