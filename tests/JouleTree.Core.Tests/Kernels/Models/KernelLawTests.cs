using FsCheck;
using FsCheck.Fluent;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Kernels.Models;

/// <summary>Formulas of kernels with the coefficients that they start from: physics that holds whatever is fitted.</summary>
public sealed class KernelLawTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(41, 5);

    private static readonly KernelGpu Gpu = KernelExamples.Gpu;

    [Theory]
    [InlineData(KernelKind.Gemm)]
    [InlineData(KernelKind.Prefill)]
    [InlineData(KernelKind.Decode)]
    [InlineData(KernelKind.Experts)]
    internal void Of_ManyShapes_IsLongerThanWhatTheCardCouldDo(KernelKind kind)
    {
        KernelLaw law = KernelLaws.Of(kind, Gpu, KernelTypes.BFloat16);
        double[] start = [.. law.Coefficients.Select(one => one.Start)];
        foreach (KernelShape shape in Shapes(kind))
        {
            KernelPhysics physics = law.Of(shape, start, []);

            physics.Seconds.ShouldBeGreaterThan(physics.Flops / Gpu.FlopsPerSecond, shape.ToString());
            // Bytes may come from the cache, several times as fast as from memory.
            physics.Seconds.ShouldBeGreaterThan(physics.Bytes / (4 * Gpu.BytesPerSecond), shape.ToString());
            physics.Flops.ShouldBeGreaterThan(0);
        }
    }

    [Theory]
    [InlineData(KernelKind.Gemm)]
    [InlineData(KernelKind.Prefill)]
    [InlineData(KernelKind.Decode)]
    [InlineData(KernelKind.Experts)]
    internal void Of_Coordinates_AreFinite(KernelKind kind)
    {
        KernelLaw law = KernelLaws.Of(kind, Gpu, KernelTypes.BFloat16);
        double[] start = [.. law.Coefficients.Select(one => one.Start)];
        double[] coordinates = new double[law.Lengths.Length];
        foreach (KernelShape shape in Shapes(kind))
        {
            law.Of(shape, start, coordinates);

            coordinates.ShouldAllBe(one => double.IsFinite(one), shape.ToString());
        }

        law.PowerLengths.Length.ShouldBe(law.Lengths.Length);
    }

    [Fact]
    public void Of_MoreTokensKept_TakesNoLess()
    {
        KernelLaw law = KernelLaws.Of(KernelKind.Decode, Gpu, KernelTypes.BFloat16);
        double[] start = [.. law.Coefficients.Select(one => one.Start)];
        // The work is split anew as it grows; four times as much is more however it is split.
        Check.One(Seeded, Prop.ForAll(Gen.Choose(1, 256).Two().ToArbitrary(), sizes =>
            Decode(sizes.Item1, (4 * 256 * sizes.Item2) + 256) >= 0.999 * Decode(sizes.Item1, 256 * sizes.Item2)));

        double Decode(int requests, int kept) => law.Of(new AttentionShape(requests, 1, kept, 32, 8, 128, 0), start, []).Seconds;
    }

    [Fact]
    public void Of_MoreRows_TakesNoLessBeyondTheStepsOfTiles()
    {
        KernelLaw law = KernelLaws.Of(KernelKind.Gemm, Gpu, KernelTypes.BFloat16);
        double[] start = [.. law.Coefficients.Select(one => one.Start)];
        Check.One(Seeded, Prop.ForAll(Gen.Choose(1, 16_384).ToArbitrary(), rows => Product((8 * rows) + 256) >= Product(4 * rows)));

        double Product(int rows) => law.Of(new GemmShape(rows, 4096, 4096), start, []).Seconds;
    }

    [Fact]
    public void Of_Window_CountsWhatIsSeen()
    {
        KernelLaw law = KernelLaws.Of(KernelKind.Prefill, Gpu, KernelTypes.BFloat16);
        double[] start = [.. law.Coefficients.Select(one => one.Start)];

        KernelPhysics full = law.Of(new AttentionShape(1, 4, 0, 2, 2, 64, 0), start, []);
        KernelPhysics window = law.Of(new AttentionShape(1, 4, 0, 2, 2, 64, 2), start, []);

        // 1 + 2 + 3 + 4 and 1 + 2 + 2 + 2 pairs of two heads of width 64, two operations for each of two products.
        full.Flops.ShouldBe(10 * 2 * 64 * 4);
        window.Flops.ShouldBe(7 * 2 * 64 * 4);
    }

    private static IEnumerable<KernelShape> Shapes(KernelKind kind) => kind switch
    {
        KernelKind.Gemm => from m in new[] { 1, 17, 1000, 100_000 }
                           from n in new[] { 16, 4096 }
                           from k in new[] { 32, 14336 }
                           select new GemmShape(m, n, k),
        KernelKind.Experts => from tokens in new[] { 1, 500, 40_000 }
                              from skew in new[] { 0, 1, 1.2 }
                              from cards in new[] { 1, 128 }
                              select new ExpertShape(tokens, 4096, 1536, 8, 128, 1, cards, skew),
        KernelKind.Decode => from requests in new[] { 1, 5000 }
                             from kept in new[] { 0, 131_071 }
                             from window in new[] { 0, 128 }
                             select new AttentionShape(requests, 1, kept, 32, 8, 128, window),
        _ => from requests in new[] { 1, 50 }
             from tokens in new[] { 2, 20_000 }
             from window in new[] { 0, 128 }
             select new AttentionShape(requests, tokens, 0, 32, 8, 128, window),
    };
}
