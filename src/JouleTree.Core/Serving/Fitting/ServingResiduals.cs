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
        string[] parts = [.. keys.OfType<string>().Distinct()];
        foreach (string left in parts)
        {
            ServingRow[] rest = [.. rows.Where((_, index) => keys[index] != left)];
            if (rest.Length == 0)
                continue;
            IReadOnlyDictionary<string, ServingPrices> prices = ServingFitter.Fit(rest, formulas);
            for (int index = 0; index < keys.Length; index++)
            {
                ServingRow row = rows[index];
                if (keys[index] != left || !prices.TryGetValue(row.Gpu, out ServingPrices? own))
                    continue;
                all.Energy[index] = Sum(row.Quantities, own.Joules) / row.Joules;
                all.Asked[index] = Sum(row.Asked, own.Joules) / row.Joules;
                all.Time[index] = Sum(row.Quantities, own.Seconds) / row.GpuSeconds;
                if (row.Measurement.InterTokenSeconds is { } between)
                    all.BetweenTokens[index] = Sum(row.BetweenTokens, own.Seconds) / row.Measurement.Deployment.Gpus / between;
            }
        }

        foreach (string left in parts)
            all.FillTimed(rows, index => keys[index] != left, index => keys[index] == left);
        return all;

        double[] None() => [.. Enumerable.Repeat(double.NaN, rows.Count)];
    }

    /// <summary>Watts of a second that was not predicted, by GPU.</summary>
    /// <param name="rows">The rows that were judged.</param>
    /// <param name="isTaught">Which of them tell it, by their places.</param>
    public IReadOnlyDictionary<string, double> WaitingWatts(IReadOnlyList<ServingRow> rows, Func<int, bool> isTaught) => Enumerable
        .Range(0, rows.Count).Where(index => isTaught(index) && !double.IsNaN(Energy[index])).GroupBy(index => rows[index].Gpu)
        .ToDictionary(own => own.Key, own => ServingWaiting.Watts(
            [.. own.Select(index => rows[index])], [.. own.Select(index => Energy[index])], [.. own.Select(index => Time[index])]));

    private void FillTimed(IReadOnlyList<ServingRow> rows, Func<int, bool> isTaught, Func<int, bool> isJudged)
    {
        IReadOnlyDictionary<string, double> watts = WaitingWatts(rows, isTaught);
        for (int index = 0; index < rows.Count; index++)
        {
            if (!isJudged(index) || double.IsNaN(Energy[index]))
                continue;
            ServingRow row = rows[index];
            double joules = Energy[index] * row.Joules;
            double waiting = ServingModel.WaitingJoules(
                joules, Time[index] * row.GpuSeconds, row.GpuSeconds, watts.GetValueOrDefault(row.Gpu));
            TimedEnergy[index] = (joules + waiting) / row.Joules;
        }
    }

    private static double Sum(double[] quantities, double[] prices) =>
        TensorPrimitives.Dot<double>(quantities.AsSpan(0, prices.Length), prices);
}
