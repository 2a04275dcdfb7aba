namespace JouleTree.Reporting.Svg;

/// <summary>Round numbers for an axis.</summary>
internal static class Ticks
{
    private static readonly double[] RoundFactors = [1, 2, 5, 10];

    /// <summary>About as many multiples of 1, 2 or 5 times a power of ten as asked for, from 0 to at least the largest value.</summary>
    /// <param name="largest">Largest value to show, above 0.</param>
    /// <param name="count">Wished number of steps, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static IReadOnlyList<double> UpTo(double largest, int count = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largest);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(largest / count)));
        double step = RoundFactors.Select(factor => factor * power).First(value => value * count >= largest * (1 - 1e-9));
        int steps = (int)Math.Ceiling((largest / step) - 1e-9);
        return [.. Enumerable.Range(0, steps + 1).Select(index => index * step)];
    }

    /// <summary>The largest of 1, 2 and 5 times powers of ten that is not above a value.</summary>
    /// <param name="value">Above 0.</param>
    public static double Below(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value) + 1e-9));
        return RoundFactors.Last(factor => factor * power <= value * (1 + 1e-9)) * power;
    }
}
