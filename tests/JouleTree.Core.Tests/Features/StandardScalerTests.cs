using JouleTree.Core.Features;
using JouleTree.Core.Statistics;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Features;

public sealed class StandardScalerTests
{
    [Fact]
    public void Transform_FittedData_HasMeanZeroAndVarianceOne() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        double offset = Math.Pow(10, random.Next(-3, 6));
        double[][] rows = [.. Enumerable.Range(0, random.Next(2, 60))
            .Select(_ => new[] { offset + random.NextDouble(), random.NextDouble() })];
        StandardScaler scaler = Fit(rows);
        Moments after = new(2);
        foreach (double[] row in rows)
        {
            double[] scaled = new double[2];
            scaler.Transform(row, scaled);
            after.Add(scaled);
        }

        for (int index = 0; index < 2; index++)
        {
            after.Mean[index].ShouldBe(0, 1e-8);
            after.Variance()[index].ShouldBe(1, 1e-8);
        }
    });

    [Fact]
    public void Fit_ConstantColumn_GetsScaleOne()
    {
        StandardScaler scaler = Fit([.. Enumerable.Repeat(new[] { 3802.0, 0.1 }, 1000)]);
        scaler.Scale.ShouldBe([1.0, 1.0]);
        double[] scaled = new double[2];
        scaler.Transform([3802.0, 0.1], scaled);
        scaled[0].ShouldBe(0);
    }

    [Fact]
    public void Add_WithRepeats_EqualsAddingRepeatedly() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        Moments weighted = new(1), repeated = new(1);
        for (int row = 0; row < 20; row++)
        {
            double[] value = [random.NextDouble() * 1e6];
            int times = random.Next(1, 9);
            weighted.Add(value, times);
            for (int time = 0; time < times; time++)
                repeated.Add(value);
        }

        weighted.Count.ShouldBe(repeated.Count);
        weighted.Mean[0].ShouldBe(repeated.Mean[0], 1e-12 * repeated.Mean[0]);
        weighted.Variance()[0].ShouldBe(repeated.Variance()[0], 1e-10 * repeated.Variance()[0]);
    });

    [Fact]
    public void Constructor_ZeroScale_Throws() => Should.Throw<ArgumentException>(() => new StandardScaler([0.0], [0.0]));

    [Fact]
    public void Constructor_WhatIsNoScale_SaysWhatIsWrong()
    {
        Should.Throw<ArgumentException>(() => new StandardScaler([0.0, 1], [1.0])).Message.ShouldStartWith("1 scales for 2 means");
        foreach (double scale in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            Should.Throw<ArgumentException>(() => new StandardScaler([0.0, 1], [1.0, scale]))
                .Message.ShouldStartWith("a scale is not a positive finite number");
        }
    }

    [Fact]
    public void Fit_NoVector_Throws() =>
        Should.Throw<ArgumentException>(() => StandardScaler.Fit(new Moments(2))).Message.ShouldStartWith("no vector to fit on");

    [Fact]
    public void Identity_AnyVector_IsLeftAsItIs()
    {
        double[] scaled = new double[3];
        StandardScaler.Identity(3).Transform([1, -2, 0.5], scaled);
        scaled.ShouldBe([1.0, -2, 0.5]);
    }

    [Fact]
    public void Transform_TwoVectors_ShiftsThenDivides()
    {
        double[] row = [5, 3];
        StandardScaler scaler = Fit([[1, 2], [3, 8]]);
        scaler.Transform(row, row);
        row.ShouldBe([3.0, -2.0 / 3]);
        Should.Throw<ArgumentException>(() => scaler.Transform([1], new double[1])).Message.ShouldStartWith("length 1, expected 2");
    }

    // The limit is n·μ·ε, here 2·1e6·2.2e-16 = 4.4e-10: deviations below it are rounding, those above are data.
    [Theory]
    [InlineData(2e-10, true)]
    [InlineData(1e-9, false)]
    public void Fit_DeviationNearRounding_IsDataOnlyAboveIt(double deviation, bool isConstant)
    {
        Moments moments = new(1);
        moments.Add([1e6 - deviation]);
        moments.Add([1e6 + deviation]);
        (StandardScaler.Fit(moments).Scale[0] == 1).ShouldBe(isConstant);
    }

    private static StandardScaler Fit(double[][] rows)
    {
        Moments moments = new(rows[0].Length);
        foreach (double[] row in rows)
            moments.Add(row);
        return StandardScaler.Fit(moments);
    }
}
