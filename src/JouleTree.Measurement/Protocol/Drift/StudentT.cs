namespace JouleTree.Measurement.Protocol.Drift;

/// <summary>Quantiles of Student's t distribution.</summary>
internal static class StudentT
{
    /// <summary>The t with P(|T| ≤ t) = level.</summary>
    /// <param name="level">Probability in (0, 1).</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public static double TwoSided(double level, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(level is > 0 and < 1, true, nameof(level));
        double low = 0;
        double high = 1;
        while (Within(high, degrees) < level)
            high *= 2;
        for (int step = 0; step < 60; step++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Within(middle, degrees) < level ? (middle, high) : (low, middle);
        }

        return high;
    }

    // P(|T| <= t): Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 (odd) and 26.7.4 (even degrees).
    private static double Within(double t, int degrees)
    {
        double angle = Math.Atan(t / Math.Sqrt(degrees));
        double sine = Math.Sin(angle);
        double squared = Math.Cos(angle) * Math.Cos(angle);
        bool odd = degrees % 2 == 1;
        double term = odd ? Math.Cos(angle) : 1;
        double sum = degrees == 1 ? 0 : term;
        for (int power = odd ? 3 : 2; power <= degrees - 2; power += 2)
        {
            term *= squared * (power - 1) / power;
            sum += term;
        }

        return odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }
}
