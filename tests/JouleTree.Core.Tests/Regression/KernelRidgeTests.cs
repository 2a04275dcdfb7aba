using FsCheck;
using FsCheck.Fluent;
using JouleTree.Core.Regression;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression;

public sealed class KernelRidgeTests
{
    private static readonly double[] Points = [0, 0, 1, 0.5, 0.2, 2, -1, 1, 0.7, -0.3];
    private static readonly double[] Targets = [1, 2, -1, 0.5, 3];

    [Fact]
    public void Predict_ReferenceCase_AgreesWithScikitLearn()
    {
        // sklearn.kernel_ridge.KernelRidge(alpha=0.01, kernel="rbf", gamma=1 / (2 · 0.8²)).
        KernelRidge fit = KernelRidge.Fit(Points, Targets, 2, 0.8, 0.01);

        fit.Predict([0.1, 0.1]).ShouldBe(1.192632424537154, 1e-11);
        fit.Predict([0.5, 1]).ShouldBe(0.4068596693519795, 1e-11);
        fit.Predict([30, 30]).ShouldBe(0, 1e-300);
    }

    [Fact]
    public void Fit_DegreesOfFreedom_AreTheTraceOfTheHatMatrix()
    {
        // numpy: trace(K (K + 0.3 I)⁻¹).
        KernelRidge.Fit(Points, Targets, 2, 0.8, 0.3, out double degreesOfFreedom);

        degreesOfFreedom.ShouldBe(3.571157685731898, 1e-12);
    }

    [Fact]
    public void Fit_WithoutRidge_GoesThroughTheTargets()
    {
        KernelRidge fit = KernelRidge.Fit(Points, Targets, 2, 0.8, 0);

        for (int index = 0; index < Targets.Length; index++)
            fit.Predict(Points.AsSpan(2 * index, 2)).ShouldBe(Targets[index], 1e-10);
    }

    [Fact]
    public void Fit_AnyPoints_WeightsSolveTheRidgeEquations() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(99, 3), Prop.ForAll(Samples(), sample =>
        {
            const double Ridge = 0.1;
            KernelRidge fit = KernelRidge.Fit(sample.Points, sample.Targets, 2, 0.5, Ridge);

            // (K + λ·I)·a = y says: prediction + λ·aᵢ = yᵢ.
            for (int index = 0; index < sample.Targets.Length; index++)
                (fit.Predict(sample.Points.AsSpan(2 * index, 2)) + (Ridge * fit.Weights[index])).ShouldBe(sample.Targets[index], 1e-8);
        }));

    [Fact]
    public void LeaveOneOut_EachPoint_EqualsRefittingWithoutIt()
    {
        double[] predictions = KernelRidge.LeaveOneOut(Points, Targets, 2, 0.8, 0.01);

        for (int index = 0; index < Targets.Length; index++)
        {
            double[] points = [.. Points[..(2 * index)], .. Points[((2 * index) + 2)..]];
            double[] targets = [.. Targets[..index], .. Targets[(index + 1)..]];
            predictions[index].ShouldBe(KernelRidge.Fit(points, targets, 2, 0.8, 0.01).Predict(Points.AsSpan(2 * index, 2)), 1e-10);
        }
    }

    [Fact]
    public void FromWeights_OfAFit_PredictsTheSame()
    {
        KernelRidge fit = KernelRidge.Fit(Points, Targets, 2, 0.8, 0.01);

        KernelRidge.FromWeights(fit.Points, fit.Weights, 2, 0.8).Predict([0.4, 0.4]).ShouldBe(fit.Predict([0.4, 0.4]));
    }

    [Fact]
    public void Fit_WithoutPoints_PredictsZero() => KernelRidge.Fit([], [], 2, 1, 0.1).Predict([1, 1]).ShouldBe(0);

    [Fact]
    public void Fit_EqualPointsWithoutRidge_IsRefused() =>
        Should.Throw<ArgumentException>(() => KernelRidge.Fit([1, 1], [1, 2], 1, 1, 0)).Message.ShouldContain("singular");

    [Fact]
    public void Fit_LengthsThatDoNotFit_AreRefused() =>
        Should.Throw<ArgumentException>(() => KernelRidge.Fit([1, 2, 3, 4], [1], 2, 1, 0.1))
            .Message.ShouldStartWith("1 targets for 2 points");

    [Fact]
    public void Predict_OtherDimension_IsRefused() =>
        Should.Throw<ArgumentException>(() => KernelRidge.Fit([1], [1], 1, 1, 0.1).Predict([1, 2]));

    [Fact]
    public void Fit_AnyFit_KeepsWhatItWasGiven()
    {
        KernelRidge fit = KernelRidge.Fit(Points, Targets, 2, 0.8, 0.01);
        (fit.Dimensions, fit.LengthScale, fit.Weights.Length).ShouldBe((2, 0.8, 5));
        fit.Points.ToArray().ShouldBe(Points);
    }

    // One point: f(x) = y / (1 + λ) · exp(−x² / 2ℓ²).
    [Fact]
    public void Predict_OnePoint_IsItsKernel()
    {
        KernelRidge fit = KernelRidge.Fit([1], [3], 1, 2, 0.5, out double degreesOfFreedom);
        fit.Predict([4], out double nearest).ShouldBe(2 * Math.Exp(-9.0 / 8), 1e-14);
        nearest.ShouldBe(Math.Exp(-9.0 / 8), 1e-14);
        degreesOfFreedom.ShouldBe(1 / 1.5, 1e-14);
    }

    [Fact]
    public void Predict_Nearest_IsTheGreatestKernel()
    {
        KernelRidge fit = KernelRidge.Fit([0, 1, 5], [1, 2, 3], 1, 1, 0.1);
        foreach ((double point, double distance) in new[] { (1, 0), (0.75, 0.25), (3.5, 1.5), (-2, 2), (100.0, 95) })
        {
            fit.Predict([point], out double nearest);
            nearest.ShouldBe(Math.Exp(-distance * distance / 2), 1e-14);
        }

        double.IsNaN(fit.Predict([double.NaN])).ShouldBeTrue();
    }

    [Fact]
    public void Fit_WhatIsOutOfRange_SaysWhatIsWrong()
    {
        MessageOf(() => KernelRidge.Fit([1], [1], 0, 1, 0.1)).ShouldContain("dimensions");
        MessageOf(() => KernelRidge.Fit([1], [1], 1, 0, 0.1)).ShouldContain("lengthScale");
        MessageOf(() => KernelRidge.Fit([1], [1], 1, 1, -0.1)).ShouldContain("ridge");
        MessageOf(() => KernelRidge.Fit([1, 2, 3], [1], 2, 1, 0.1)).ShouldStartWith("3 values are not rows of 2");
        MessageOf(() => KernelRidge.Fit([1, double.NaN], [1, 2], 1, 1, 0.1)).ShouldStartWith("every coordinate must be a finite number");
        MessageOf(() => KernelRidge.Fit([1, 2], [1, double.NaN], 1, 1, 0.1)).ShouldStartWith("every value must be a finite number");
        MessageOf(() => KernelRidge.FromWeights([1, double.NaN], [1, 2], 1, 1))
            .ShouldStartWith("every coordinate must be a finite number");
        MessageOf(() => KernelRidge.FromWeights([1, 2], [1], 1, 1)).ShouldStartWith("1 targets for 2 points");
        MessageOf(() => KernelRidge.LeaveOneOut([1, 2], [1], 1, 1, 0.1)).ShouldStartWith("1 targets for 2 points");
        MessageOf(() => KernelRidge.Fit([1], [1], 1, 1, 0.1).Predict([1, 2])).ShouldStartWith("point has 2 coordinates, expected 1");
    }

    private static string MessageOf(Action action) => Should.Throw<ArgumentException>(action).Message;

    private static Arbitrary<Sample> Samples() =>
        (from count in Gen.Choose(1, 20)
         from points in Gen.Choose(-200, 200).ArrayOf(2 * count)
         from targets in Gen.Choose(-100, 100).ArrayOf(count)
         select new Sample([.. points.Select(value => value / 100.0)], [.. targets.Select(value => value / 10.0)])).ToArbitrary();

    private sealed record Sample(double[] Points, double[] Targets);
}
