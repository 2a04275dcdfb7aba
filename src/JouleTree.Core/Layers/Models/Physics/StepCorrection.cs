using System.Runtime.CompilerServices;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// A factor that is constant between thresholds of a layer's size: energy per element jumps where tensors outgrow what the
/// machine keeps for them, and is level in between. Immutable.
/// </summary>
/// <param name="Edges">Thresholds of the first coordinate, ascending; a point on a threshold belongs to what lies above.</param>
/// <param name="Factors">Factor below, between and above the thresholds: one more than there are edges, each above 0.</param>
internal sealed record StepCorrection(IReadOnlyList<double> Edges, IReadOnlyList<double> Factors) : ICorrection
{
    // A step of fewer rows is a story about single measurements.
    private const int SmallestStep = 8;

    // The search starts from steps that begin at every 60th part of the rows, and then moves each threshold row by row.
    private const int Grid = 60;

    /// <inheritdoc/>
    public double Factor(ReadOnlySpan<double> point)
    {
        int step = 0;
        while (step < Edges.Count && point[0] >= Edges[step])
            step++;
        return Factors[step];
    }

    /// <summary>The steps whose mean absolute percentage error is smallest (found by dynamic programming, thresholds refined).</summary>
    /// <param name="sizes">First coordinate of each row <c>[n]</c>.</param>
    /// <param name="ratios">Measured over physical energy <c>[n]</c>, above 0.</param>
    /// <param name="count">Number of steps, at least 1; fewer are used where rows do not suffice.</param>
    public static StepCorrection Fit(ReadOnlySpan<double> sizes, ReadOnlySpan<double> ratios, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfZero(ratios.Length, nameof(ratios));
        double[] x = sizes.ToArray();
        double[] y = ratios.ToArray();
        Array.Sort(x, y);
        int[] starts = Divide(y, Math.Clamp(y.Length / SmallestStep, 1, count));
        double[] factors = Refine(y, starts);
        return new StepCorrection([.. starts.Skip(1).Select(start => (x[start - 1] + x[start]) / 2)], factors);
    }

    // First row of each step.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Divide(double[] y, int count)
    {
        int stride = Math.Max(1, y.Length / Grid);
        int[] cuts = [.. Enumerable.Range(0, ((y.Length - 1) / stride) + 1).Select(index => index * stride), y.Length];
        int last = cuts.Length - 1;
        double[,] cost = new double[cuts.Length, cuts.Length];
        double[] sorted = new double[y.Length];
        for (int from = 0; from < last; from++)
        {
            for (int to = from + 1; to <= last; to++)
            {
                // A longer step has the rows of the shorter one and some more: merging them is cheaper than sorting all.
                Merge(sorted, cuts[to - 1] - cuts[from], y.AsSpan(cuts[to - 1]..cuts[to]));
                int rows = cuts[to] - cuts[from];
                cost[from, to] = rows < Math.Min(SmallestStep, y.Length)
                    ? double.PositiveInfinity
                    : LevelOfSorted(sorted.AsSpan(0, rows)).Cost;
            }
        }

        double[,] best = new double[count + 1, cuts.Length];
        int[,] before = new int[count + 1, cuts.Length];
        for (int steps = 0; steps <= count; steps++)
        {
            for (int to = 0; to <= last; to++)
            {
                best[steps, to] = steps == 0 && to == 0 ? 0 : double.PositiveInfinity;
                for (int from = 0; steps > 0 && from < to; from++)
                {
                    double sum = best[steps - 1, from] + cost[from, to];
                    if (sum < best[steps, to])
                        (best[steps, to], before[steps, to]) = (sum, from);
                }
            }
        }

        // Where rows do not suffice for so many steps, the most that they suffice for.
        while (double.IsPositiveInfinity(best[count, last]))
            count--;
        int[] starts = new int[count];
        for (int steps = count, to = last; steps > 0; steps--)
            starts[steps - 1] = cuts[to = before[steps, to]];
        return starts;
    }

    // Moves each threshold to where the error is least with the levels on both sides as they are, twice.
    private static double[] Refine(double[] y, int[] starts)
    {
        double[] factors = new double[starts.Length];
        Levels();
        for (int round = 0; round < 2; round++)
        {
            for (int step = 1; step < starts.Length; step++)
            {
                int low = starts[step - 1] + 1;
                int high = (step + 1 < starts.Length ? starts[step + 1] : y.Length) - 1;
                double gain = 0;
                double bestGain = double.NegativeInfinity;
                // Rows from low on move to the lower step one by one.
                for (int start = low; start <= high; start++)
                {
                    gain += start == low ? 0
                        : (Math.Abs(factors[step] - y[start - 1]) - Math.Abs(factors[step - 1] - y[start - 1])) / y[start - 1];
                    if (gain > bestGain)
                        (bestGain, starts[step]) = (gain, start);
                }
            }

            Levels();
        }

        return factors;

        void Levels()
        {
            for (int step = 0; step < starts.Length; step++)
                factors[step] = Level(y.AsSpan(starts[step]..(step + 1 < starts.Length ? starts[step + 1] : y.Length))).Factor;
        }
    }

    // Puts more values into the first count ones, which are ascending.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Merge(double[] sorted, int count, ReadOnlySpan<double> more)
    {
        double[] next = more.ToArray();
        Array.Sort(next);
        int old = count - 1;
        int added = next.Length - 1;
        for (int place = count + next.Length - 1; added >= 0; place--)
            sorted[place] = old >= 0 && sorted[old] > next[added] ? sorted[old--] : next[added--];
    }

    /// <summary>The factor with the smallest sum of |factor − ratio| / ratio: the median weighted by one over the ratio.</summary>
    private static (double Factor, double Cost) Level(ReadOnlySpan<double> ratios)
    {
        double[] sorted = ratios.ToArray();
        Array.Sort(sorted);
        return LevelOfSorted(sorted);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Factor, double Cost) LevelOfSorted(ReadOnlySpan<double> sorted)
    {
        double half = 0;
        foreach (double ratio in sorted)
            half += 0.5 / ratio;
        int median = 0;
        for (double below = 1 / sorted[0]; below < half && median < sorted.Length - 1; below += 1 / sorted[median])
            median++;
        double factor = sorted[median];
        double cost = 0;
        foreach (double ratio in sorted)
            cost += Math.Abs(factor - ratio) / ratio;
        return (factor, cost);
    }
}
