namespace JouleTree.HardwareCheck;

/// <summary>Work of a known size that keeps the machine busy.</summary>
internal interface ILoad : IDisposable
{
    /// <summary>What runs, for people.</summary>
    string Name { get; }

    /// <summary>Sides of the matrices, from small to large, whose products the load steps through.</summary>
    IReadOnlyList<int> Sides { get; }

    /// <summary>Multiplies square matrices for a while.</summary>
    /// <param name="side">Rows and columns of the matrices.</param>
    /// <param name="seconds">For how long at least.</param>
    /// <returns>Floating-point operations that were done.</returns>
    /// <exception cref="IOException">What runs the load ended.</exception>
    double Run(int side, double seconds);
}
