namespace JouleTree.Core.Kernels.Models;

/// <summary>What is fitted of a model, and all that a file has to hold of it.</summary>
internal sealed record KernelParts
{
    /// <summary>The formula with the card and the types.</summary>
    public required KernelLaw Law { get; init; }

    /// <summary>Kind of the kernels.</summary>
    public KernelKind Kind => Range.Kind;

    /// <summary>Family of kernels within the kind; 0 for the usual one.</summary>
    public int Variant { get; init; }

    /// <summary>Coefficients of the formula of seconds.</summary>
    public required double[] Coefficients { get; init; }

    /// <summary>A coefficient by its name.</summary>
    /// <param name="name">One of the formula's names.</param>
    public double Coefficient(string name)
    {
        for (int index = 0; index < Coefficients.Length; index++)
        {
            if (Law.Coefficients[index].Name == name)
                return Coefficients[index];
        }

        throw new ArgumentException($"'{name}' is no coefficient of the formula", nameof(name));
    }

    /// <summary>Shapes on a grid around which the surfaces are spanned; none of them is a measurement.</summary>
    public required IReadOnlyList<KernelShape> Knots { get; init; }

    /// <summary>Level of the surface of seconds.</summary>
    public required double TimeLevel { get; init; }

    /// <summary>Its weights.</summary>
    public required double[] TimeWeights { get; init; }

    /// <summary>Ticks of the measurements' clock where they are coarse; null where they are not.</summary>
    public double? TickSeconds { get; init; }

    /// <summary>Coefficients of the formula of watts.</summary>
    public required double[] PowerCoefficients { get; init; }

    /// <summary>Level of the surface of watts.</summary>
    public required double PowerLevel { get; init; }

    /// <summary>Its weights.</summary>
    public required double[] PowerWeights { get; init; }

    /// <summary>The mode that each knot stands for, as in <see cref="Modes"/>.</summary>
    public required double[] KnotModes { get; init; }

    /// <summary>
    /// How far NVML's watts lie below the steady ones for products of so many rows, as natural logarithms; other rows are steady.
    /// </summary>
    public required IReadOnlyDictionary<int, double> Modes { get; init; }

    /// <summary>Half width of the interval of seconds, a natural logarithm.</summary>
    public double TimeHalfWidth { get; init; } = 0.2;

    /// <summary>The same of joules.</summary>
    public double EnergyHalfWidth { get; init; } = 0.4;

    /// <summary>Share of shapes inside their intervals.</summary>
    public double Level { get; init; } = 0.9;

    /// <summary>What was measured.</summary>
    public required KernelRange Range { get; init; }
}
