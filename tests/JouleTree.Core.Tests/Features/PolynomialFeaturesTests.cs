using JouleTree.Core.Features;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Features;

public sealed class PolynomialFeaturesTests
{
    [Fact]
    public void Expand_AnyVector_IsTheProductOfItsExponents() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        PolynomialFeatures monomials = new(random.Next(1, 7), random.Next(0, 5));
        double[] row = [.. Enumerable.Range(0, monomials.Dimension).Select(_ => (random.NextDouble() * 4) - 2)];
        double[] expanded = new double[monomials.Count];
        monomials.Expand(row, expanded);

        IReadOnlyList<IReadOnlyList<int>> exponents = monomials.Exponents();
        exponents.Count.ShouldBe(monomials.Count);
        exponents.Select(list => string.Join(',', list)).Distinct().Count().ShouldBe(monomials.Count);
        for (int index = 0; index < expanded.Length; index++)
        {
            double expected = 1;
            for (int component = 0; component < row.Length; component++)
                expected *= Math.Pow(row[component], exponents[index][component]);
            expanded[index].ShouldBe(expected, 1e-12 * Math.Max(1, Math.Abs(expected)));
        }
    });

    [Fact]
    public void Expand_TwoFeaturesDegreeTwo_HasTheDocumentedOrder()
    {
        double[] expanded = new double[6];
        new PolynomialFeatures(2, 2).Expand([2, 3], expanded);
        expanded.ShouldBe([1.0, 2, 3, 4, 6, 9]);
    }

    [Fact]
    public void Constructor_TooManyMonomials_Throws() => Should.Throw<ArgumentOutOfRangeException>(() => new PolynomialFeatures(100, 6));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, -1)]
    public void Constructor_OutOfRange_Throws(int dimension, int degree) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PolynomialFeatures(dimension, degree));

    // 999,999 + 1 monomials of degree 1, then one more.
    [Fact]
    public void Constructor_AMillionMonomials_IsTheLimit()
    {
        new PolynomialFeatures(999_999, 1).Count.ShouldBe(1_000_000);
        Should.Throw<ArgumentOutOfRangeException>(() => new PolynomialFeatures(1_000_000, 1));
    }

    [Fact]
    public void Expand_LengthThatDoesNotFit_SaysWhatWasExpected()
    {
        PolynomialFeatures monomials = new(2, 2);
        Should.Throw<ArgumentException>(() => monomials.Expand([1], new double[6])).Message.ShouldStartWith("length 1, expected 2");
        Should.Throw<ArgumentException>(() => monomials.Expand([1, 2], new double[5])).Message.ShouldStartWith("length 5, expected 6");
    }
}
