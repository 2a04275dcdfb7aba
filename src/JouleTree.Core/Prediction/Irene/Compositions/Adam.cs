using System.Runtime.CompilerServices;

namespace JouleTree.Core.Prediction.Irene.Compositions;

/// <summary>Adam (Kingma and Ba 2015) with the published constants: β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
/// <param name="count">Number of parameters.</param>
/// <param name="learningRate">Step size.</param>
internal sealed class Adam(int count, double learningRate)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private readonly double[] _mean = new double[count];
    private readonly double[] _square = new double[count];
    private double _decay1 = 1;
    private double _decay2 = 1;

    /// <summary>Changes parameters against a gradient, both <c>[count]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(Span<double> parameters, ReadOnlySpan<double> gradient)
    {
        _decay1 *= Beta1;
        _decay2 *= Beta2;
        double rate = learningRate / (1 - _decay1);
        double correction = 1 / Math.Sqrt(1 - _decay2);
        for (int index = 0; index < gradient.Length; index++)
        {
            double slope = gradient[index];
            double mean = _mean[index] += (slope - _mean[index]) * (1 - Beta1);
            double square = _square[index] = (_square[index] * Beta2) + (slope * slope * (1 - Beta2));
            parameters[index] -= rate * mean / ((Math.Sqrt(square) * correction) + Epsilon);
        }
    }
}
