namespace JouleTree.Core.Serving.Fitting;

/// <summary>
/// Watts of a GPU in the seconds that a step takes more than was predicted, or less: how far energies of left-out families were missed for
/// each second by which their times were.
/// </summary>
/// <remarks>
/// Left-out families tell it, since a fit has no seconds to spare: what its terms do not explain of a time, they do not explain of the
/// energy either. Huber's loss as in <see cref="RelativeRidge"/>.
/// </remarks>
internal static class ServingWaiting
{
    private const double LargeResidual = 0.12;
    private const int Rounds = 20;

    /// <summary>The watts, at least 0; 0 where nothing was judged.</summary>
    /// <param name="rows">Measured deployments of one kind of GPU.</param>
    /// <param name="energy">Joules that were predicted of each without having seen its family, over those that were measured.</param>
    /// <param name="time">The same of seconds.</param>
    public static double Watts(IReadOnlyList<ServingRow> rows, double[] energy, double[] time)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(time);
        double[] weights = FamilyWeights.Of(rows);
        double watts = 0;
        for (int round = 0; round < Rounds; round++)
        {
            (double product, double square) = (0, 0);
            for (int row = 0; row < rows.Count; row++)
            {
                double missed = 1 - energy[row];
                double seconds = rows[row].GpuSeconds * (1 - time[row]) / rows[row].Joules;
                double residual = Math.Abs(missed - (watts * seconds));
                double weight = weights[row] * Math.Min(1, LargeResidual / Math.Max(residual, 1e-9));
                product += weight * missed * seconds;
                square += weight * seconds * seconds;
            }

            watts = square > 0 ? Math.Max(0, product / square) : 0;
        }

        return watts;
    }
}
