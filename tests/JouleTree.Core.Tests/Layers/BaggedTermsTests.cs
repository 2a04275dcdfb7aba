using JouleTree.Core.Layers.Models.Physics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers;

public class BaggedTermsTests
{
    [Fact]
    public void Fit_ExactSumOfTerms_FindsTheCoefficients()
    {
        (double[] terms, double[] joules) = Sample(rows: 200, 0.5, 2, 0);

        double[] coefficients = BaggedTerms.Fit(terms, joules, 3, [0.001])[0];

        coefficients[0].ShouldBe(0.5, 0.02);
        coefficients[1].ShouldBe(2, 0.02);
        coefficients[2].ShouldBe(0, 0.02);
    }

    [Fact]
    public void Fit_Twice_GivesTheSameBits()
    {
        (double[] terms, double[] joules) = Sample(rows: 50, 1, 0, 3);

        BaggedTerms.Fit(terms, joules, 3, [0.001])[0].ShouldBe(BaggedTerms.Fit(terms, joules, 3, [0.001])[0]);
    }

    [Fact]
    public void Fit_TermThatNoRowHas_IsZero()
    {
        double[] coefficients = BaggedTerms.Fit([1, 0, 2, 0, 3, 0], [2, 4, 6], 2, [0.001])[0];

        coefficients[0].ShouldBe(2, 0.01);
        coefficients[1].ShouldBe(0);
    }

    [Fact]
    public void Fit_WithoutRidge_EqualsPlainLeastSquaresOnExactData()
    {
        (double[] terms, double[] joules) = Sample(rows: 40, 1, 2);

        double[][] coefficients = BaggedTerms.Fit(terms, joules, 2, [0, 0.5]);

        coefficients[0][0].ShouldBe(1, 1e-6);
        coefficients[0][1].ShouldBe(2, 1e-6);
        // A ridge draws to 0.
        coefficients[1].Sum().ShouldBeLessThan(3);
    }

    private static (double[] Terms, double[] Joules) Sample(int rows, params double[] coefficients)
    {
        Random random = new(3);
        double[] terms = [.. Enumerable.Range(0, rows * coefficients.Length).Select(_ => random.NextDouble())];
        double[] joules = [.. Enumerable.Range(0, rows).Select(row => coefficients.Select((value, column) => value * terms[(row * coefficients.Length) + column]).Sum())];
        return (terms, joules);
    }
}
