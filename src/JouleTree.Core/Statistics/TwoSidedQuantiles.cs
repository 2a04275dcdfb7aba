namespace JouleTree.Core.Statistics;

/// <summary>How far from 0 a share of a symmetric distribution lies: exact sums, inverted by bisection.</summary>
internal static class TwoSidedQuantiles
{
    // Beyond this many degrees of freedom Student's distribution is the normal one to 0.2 % or better up to the level 0.99.
    private const int ManyDegrees = 1000;

    /// <summary>x with P(|X| ≤ x) = level for a standard normal X.</summary>
    /// <param name="level">Share, between 0 and 1.</param>
    public static double Normal(double level)
    {
        ThrowIfNoShare(level);
        return Invert(NormalShare, level, 0, 8);
    }

    /// <summary>x with P(|X| ≤ x) = level for Student's X.</summary>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <param name="level">Share, between 0 and 1.</param>
    public static double Student(int degrees, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        ThrowIfNoShare(level);
        return degrees > ManyDegrees
            ? Normal(level)
            : Math.Tan(Invert(angle => StudentShare(angle, degrees), level, 0, Math.PI / 2)) * Math.Sqrt(degrees);
    }

    private static void ThrowIfNoShare(double level)
    {
        if (level is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "is no share between 0 and 1");
    }

    // erf(x/√2) by its Taylor series; beyond 5 what is missing to 1 is below 1e-6, and the alternating sum would lose digits.
    private static double NormalShare(double x)
    {
        if (x > 5)
            return 1;
        double term = x / Math.Sqrt(2);
        double square = term * term;
        double sum = term;
        for (int index = 1; index < 120; index++)
        {
            term *= -square / index;
            sum += term / ((2 * index) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    // Abramowitz and Stegun 26.7.3 and 26.7.4, with tan(angle) = t/√ν.
    private static double StudentShare(double angle, int degrees)
    {
        double cosine = Math.Cos(angle);
        bool odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = degrees == 1 ? 0 : term;
        for (int power = odd ? 3 : 2; power <= degrees - 2; power += 2)
        {
            term *= cosine * cosine * (power - 1.0) / power;
            sum += term;
        }

        double share = Math.Sin(angle) * sum;
        return odd ? 2 / Math.PI * (angle + share) : share;
    }

    private static double Invert(Func<double, double> share, double level, double low, double high)
    {
        for (int step = 0; step < 100; step++)
        {
            double middle = (low + high) / 2;
            if (share(middle) < level)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }
}
