using System.Globalization;

namespace JouleTree.Reporting.Svg;

/// <summary>An axis: what it shows, from where to where, and the values that are written beside it. Immutable.</summary>
internal sealed class Axis
{
    private const int MostTicks = 6;

    private readonly double _low;
    private readonly double _high;
    private readonly bool _isLogarithmic;
    private readonly Func<double, string> _label;

    private Axis(string title, double low, double high, bool isLogarithmic, IReadOnlyList<double> ticks, Func<double, string> label) =>
        (Title, _low, _high, _isLogarithmic, Ticks, _label) = (title, low, high, isLogarithmic, ticks, label);

    /// <summary>Quantity and unit.</summary>
    public string Title { get; }

    /// <summary>Values with a line and a number.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis from 0 to a round number.</summary>
    /// <param name="title">Quantity and unit.</param>
    /// <param name="largest">Largest value to show, above 0.</param>
    /// <param name="length">Length in pixels.</param>
    /// <param name="perTick">Pixels that a number takes along the axis, with room beside.</param>
    /// <param name="label">Text of a value; null for the plain number.</param>
    public static Axis FromZero(string title, double largest, double length, double perTick, Func<double, string>? label = null)
    {
        IReadOnlyList<double> ticks = Svg.Ticks.UpTo(largest, Math.Clamp((int)(length / perTick), 1, MostTicks));
        return new Axis(title, 0, ticks[^1], isLogarithmic: false, ticks, label ?? Plain);
    }

    /// <summary>An axis from 0 to the largest value itself, with round numbers below it: no room is lost where few have room.</summary>
    /// <param name="title">Quantity and unit.</param>
    /// <param name="largest">Largest value to show, above 0.</param>
    /// <param name="length">Length in pixels.</param>
    /// <param name="perTick">Pixels that a number takes along the axis, with room beside.</param>
    /// <param name="label">Text of a value; null for the plain number.</param>
    public static Axis ToLargest(string title, double largest, double length, double perTick, Func<double, string>? label = null)
    {
        double[] ticks = [.. Svg.Ticks.UpTo(largest, Math.Clamp((int)(length / perTick), 1, MostTicks))
            .Where(tick => tick <= largest * (1 + 1e-9))];
        if (ticks.Length == 1)
            ticks = [0, Svg.Ticks.Below(largest)];
        return new Axis(title, 0, largest, isLogarithmic: false, ticks, label ?? Plain);
    }

    /// <summary>An axis whose numbers are the values that were looked at, as many as there is room for.</summary>
    /// <param name="title">Quantity and unit.</param>
    /// <param name="values">Values in rising order, at least one.</param>
    /// <param name="low">Its beginning.</param>
    /// <param name="high">Its end.</param>
    /// <param name="length">Length in pixels.</param>
    /// <param name="perTick">Pixels that a number takes along the axis, with room beside.</param>
    public static Axis At(string title, IReadOnlyList<double> values, double low, double high, double length, double perTick)
    {
        List<double> ticks = [];
        foreach (double value in values)
        {
            if (ticks.Count == 0 || (value - ticks[^1]) / (high - low) * length >= perTick)
                ticks.Add(value);
        }

        return new Axis(title, low, high, isLogarithmic: false, ticks, Plain);
    }

    /// <summary>A logarithmic axis of whole decades.</summary>
    /// <param name="title">Quantity.</param>
    /// <param name="decades">Exponents of ten at both ends.</param>
    /// <param name="length">Length in pixels.</param>
    /// <param name="perTick">Pixels that a number takes along the axis, with room beside.</param>
    /// <param name="label">Text of a value.</param>
    public static Axis Decades(
        string title, (int Low, int High) decades, double length, double perTick, Func<double, string> label)
    {
        int count = decades.High - decades.Low;
        int step = Math.Max(1, (int)Math.Ceiling(count * perTick / length));
        double[] ticks = [.. Enumerable.Range(0, (count / step) + 1).Select(index => Math.Pow(10, decades.Low + (index * step)))];
        return new Axis(title, decades.Low, decades.High, isLogarithmic: true, ticks, label);
    }

    /// <summary>Text of a value.</summary>
    public string Label(double value) => _label(value);

    /// <summary>Where a value lies: 0 at the beginning, 1 at the end.</summary>
    public double Place(double value) => ((_isLogarithmic ? Math.Log10(value) : value) - _low) / (_high - _low);

    private static string Plain(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
