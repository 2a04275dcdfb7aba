using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Kernels.Models;

/// <summary>A smooth surface: a level and a weighted sum of the kernels around knots. Far from all knots only the level is left.</summary>
/// <param name="kernel">Kernels around the knots.</param>
/// <param name="level">The level.</param>
/// <param name="weights">A weight for each knot.</param>
internal sealed class KnotSurface(KnotKernel kernel, double level, double[] weights)
{
    /// <summary>The level.</summary>
    public double Level => level;

    /// <summary>Weights of the knots.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>The height at a point.</summary>
    /// <param name="point">Its coordinates.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double At(ReadOnlySpan<double> point)
    {
        Span<double> kernels = kernel.Count <= 1024 ? stackalloc double[kernel.Count] : new double[kernel.Count];
        kernel.Fill(point, kernels);
        return level + Vectors.Dot(kernels, weights);
    }
}
