using System.Globalization;

namespace JouleTree.Core.Kernels;

/// <summary>The least and the most of every number of the shapes that were measured.</summary>
/// <param name="Kind">Kind of kernel.</param>
/// <param name="Least">Least, in the order of <see cref="KernelDimensions.Names"/>.</param>
/// <param name="Most">Most, in the same order.</param>
internal sealed record KernelRange(KernelKind Kind, IReadOnlyList<double> Least, IReadOnlyList<double> Most)
{
    // A number that is a tenth of an octave outside is not worth a word.
    private const double Tolerance = 0.1;

    /// <summary>The range of some shapes.</summary>
    /// <param name="shapes">At least one, of one kind.</param>
    public static KernelRange Of(IReadOnlyList<KernelShape> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        KernelKind kind = shapes[0].Kind;
        int count = KernelDimensions.Names(kind).Count;
        double[] least = [.. Enumerable.Repeat(double.MaxValue, count)];
        double[] most = new double[count];
        double[] numbers = new double[count];
        foreach (KernelShape shape in shapes)
        {
            shape.Fill(numbers);
            for (int index = 0; index < count; index++)
            {
                least[index] = Math.Min(least[index], numbers[index]);
                most[index] = Math.Max(most[index], numbers[index]);
            }
        }

        return new KernelRange(kind, least, most);
    }

    /// <summary>How far a shape lies outside, in octaves of its farthest number; 0 inside.</summary>
    /// <param name="shape">A shape of the kind.</param>
    public double Distance(KernelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Span<double> numbers = stackalloc double[KernelDimensions.Most];
        shape.Fill(numbers);
        double farthest = 0;
        for (int index = 0; index < Least.Count; index++)
            farthest = Math.Max(farthest, Outside(index, numbers[index]));
        return farthest;
    }

    /// <summary>The shape at the edge of the range that is the nearest to one outside; one inside itself.</summary>
    /// <param name="shape">A shape of the kind.</param>
    public KernelShape Nearest(KernelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Span<double> numbers = stackalloc double[KernelDimensions.Most];
        shape.Fill(numbers);
        for (int index = 0; index < Least.Count; index++)
            numbers[index] = Math.Clamp(numbers[index], Least[index], Most[index]);
        return KernelDimensions.ShapeOf(Kind, numbers);
    }

    /// <summary>What lies outside, in words.</summary>
    /// <param name="shape">A shape of the kind.</param>
    public IEnumerable<string> Words(KernelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        double[] numbers = new double[KernelDimensions.Most];
        shape.Fill(numbers);
        for (int index = 0; index < Least.Count; index++)
        {
            if (Outside(index, numbers[index]) > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{KernelDimensions.Names(Kind)[index]} {numbers[index]} is outside the measured {Least[index]} to {Most[index]}");
            }
        }
    }

    // One more than each number, as some are 0.
    private double Outside(int index, double number)
    {
        double outside = number > Most[index] ? Math.Log2((number + 1) / (Most[index] + 1))
            : number < Least[index] ? Math.Log2((Least[index] + 1) / (number + 1)) : 0;
        return outside > Tolerance ? outside : 0;
    }
}
