using System.Text.Json;
using JouleTree.Core.Prediction.Irene.Compositions;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Irene.Compositions;

public sealed class InitialWeightsTests
{
    [SharedDataTheory]
    [InlineData("init_seed13370_all14_poly.json", 14, true)]
    [InlineData("init_seed13370_all14_nopoly.json", 14, false)]
    [InlineData("init_seed13370_specs6_poly.json", 6, true)]
    [InlineData("init_seed13370_util10_poly.json", 10, true)]
    public void For_PublishedSeed_GivesThePublishedWeightsOfEachFold(string file, int features, bool polynomial)
    {
        using JsonDocument expected = Reference.Expected(file);
        IreneConfig config = new() { PolynomialFeatures = polynomial };
        int fold = 0;
        foreach (JsonElement init in expected.RootElement.GetProperty("inits").EnumerateArray())
        {
            double[] weights = InitialWeights.For(config, features, fold++);
            weights[..^1].ShouldBe(init.GetProperty("weight").Numbers());
            weights[^1].ShouldBe(init.GetProperty("bias").GetDouble());
        }

        fold.ShouldBe(6);
    }

    [Fact]
    public void For_ZeroInit_IsZero() =>
        InitialWeights.For(new IreneConfig { Init = WeightInit.Zero }, 14, skip: 3).ShouldBe(new double[681]);

    [Fact]
    public void For_AnySeed_StaysWithinTheBound()
    {
        foreach (long seed in (long[])[0, 1, uint.MaxValue])
            InitialWeights.For(new IreneConfig { Seed = seed }, 14, skip: 0).ShouldAllBe(weight => Math.Abs(weight) <= 1 / Math.Sqrt(680));
    }

    [Fact]
    public void MersenneTwister_ReferenceSeed_GivesThePublishedSequence()
    {
        // First output for seed 5489 by Matsumoto and Nishimura's reference implementation: 3499211612.
        MersenneTwister random = new(5489);
        random.Uniform(0, 1).ShouldBe((3499211612u & 0xFFFFFF) / (float)(1 << 24));
    }
}
